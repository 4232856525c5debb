import { setField, type SetField } from '@axiom/shared/document/operations/setField'
import { trashField } from '@axiom/shared/document/operations/trashField'
import { FIELD_TYPES } from '@axiom/shared/document/parseModels'
import type { FieldView, ModelView } from '@axiom/shared/document/views'
import { hasNumbers } from '@axiom/shared/model/columns'
import { canBeUnique, isUnique } from '@axiom/shared/model/compile'
import { API_NAME, freeName, RESERVED_FIELDS } from '@axiom/shared/model/names'
import { isFilledIn, isMany } from '@axiom/shared/model/relations'
import { IconArrowDown, IconArrowUp, IconTrash } from '@tabler/icons-react'
import type { ComponentProps, ReactNode } from 'react'

import { useEdit } from '../../document/hooks.ts'
import { useEditorState } from '../../session/editorState.ts'
import { t } from '../../texts/t.ts'
import { ChoiceField, DraftField, NumberField } from '../../ui/Field.tsx'
import { IconButton } from '../../ui/IconButton.tsx'
import { PropRow } from '../../ui/Panel.tsx'
import { Switch } from '../../ui/Segments.tsx'
import { FileForm } from './FileForm.tsx'
import { ComputedForm, NumberForm } from './FilledInForms.tsx'
import { MisfitNote } from './MisfitNote.tsx'
import { toApiName } from './names.ts'
import { NumberLook } from './NumberLook.tsx'
import { OptionList } from './OptionList.tsx'
import { ReferenceForm } from './ReferenceForm.tsx'
import { UniqueNote } from './UniqueNote.tsx'

interface Props {
  model: ModelView
  field: FieldView
  onMove: (id: string, beforeId: string | null) => void
}

const RULES = ['required', 'unique', 'indexed'] as const
const NUMERIC = new Set(['integer', 'number'])
const TEXTUAL = new Set(['text', 'longText', 'email', 'url'])

/** Name, type and rules of one field. */
export function FieldForm({ model, field, onMove }: Props): ReactNode {
  const isReadOnly = useEditorState((state) => state.readOnly)
  const edit = useEdit()
  const { id, label, name, type, constraints } = field
  const set = (change: Omit<SetField, 'id'>): void =>
    edit(t('data.setField', { name: label }), (doc, origin) => setField(doc, { id, ...change }, origin))
  const others = [...model.fields.filter((each) => each.id !== id).map((each) => each.name), ...RESERVED_FIELDS]
  // While nobody named it for the API, the API's name follows the label.
  const rename = (next: string): void => {
    const isOwnName = name !== toApiName(label, 'field') && !/^field(_\d+)?$/.test(name)
    set({ label: next, ...(isOwnName ? {} : { name: freeName(toApiName(next, 'field'), others) }) })
  }
  const at = model.fields.findIndex((each) => each.id === id)
  return (
    <fieldset className="ax-field-form" disabled={isReadOnly}>
      <legend className="ax-hidden">{label}</legend>
      <div className="ax-field-tools">
        <IconButton
          label={t('common.moveUp')}
          size="xs"
          disabled={at === 0}
          onClick={() => onMove(id, model.fields[at - 1]?.id ?? null)}
        >
          <IconArrowUp size={14} />
        </IconButton>
        <IconButton
          label={t('common.moveDown')}
          size="xs"
          disabled={at === model.fields.length - 1}
          onClick={() => onMove(id, model.fields[at + 2]?.id ?? null)}
        >
          <IconArrowDown size={14} />
        </IconButton>
        <IconButton
          label={t('data.deleteField', { name: label })}
          size="xs"
          onClick={() => edit(t('data.deleteField', { name: label }), (doc, origin) => trashField(doc, { id }, origin))}
        >
          <IconTrash size={14} />
        </IconButton>
      </div>
      <div className="ax-stack8">
        <PropRow label={t('data.label')}>
          <DraftField
            label={t('data.label')}
            value={label}
            maxLength={80}
            onCommit={(next) => next.trim() !== '' && rename(next.trim())}
          />
        </PropRow>
        <PropRow label={t('data.apiName')} help={t('data.apiNameHint')}>
          <DraftField
            label={t('data.apiName')}
            value={name}
            mono
            maxLength={40}
            onCommit={(next) => API_NAME.test(next) && set({ name: freeName(next, others) })}
          />
        </PropRow>
        <PropRow label={t('data.type')}>
          <ChoiceField
            label={t('data.type')}
            value={type}
            choices={FIELD_TYPES.map((value) => ({
              value,
              label: t(`field.${value}`),
            }))}
            onChange={(next) => set({ type: FIELD_TYPES.find((each) => each === next) ?? 'text' })}
          />
        </PropRow>
        {RULES.filter((rule) => isRuleOf(rule, field)).map((rule) => (
          <PropRow key={rule} label={t(`data.${rule}`)}>
            <Switch
              label={t(`data.${rule}`)}
              checked={constraints[rule] === true}
              onChange={(on) => set({ constraints: { [rule]: on || undefined } })}
            />
          </PropRow>
        ))}
        <MisfitNote model={model} field={field} />
        {isUnique(field) && field.type !== 'autoNumber' && <UniqueNote model={model} field={field} />}
        {(type === 'relation' || type === 'user') && <ReferenceForm field={field} onSet={set} />}
        {type === 'autoNumber' && <NumberForm field={field} onSet={set} />}
        {hasNumbers(field) && <NumberLook look={constraints} onSet={(look) => set({ constraints: sparse(look) })} />}
        {type === 'computed' && <ComputedForm field={field} onSet={set} />}
        {type === 'file' && <FileForm field={field} onSet={set} />}
        <Limits field={field} onSet={set} />
        {(type === 'select' || type === 'multiSelect') && <OptionList field={field} />}
      </div>
    </fieldset>
  )
}

/** Plain numbers need no word for it. */
const sparse = ({ shownAs, ...look }: Parameters<ComponentProps<typeof NumberLook>['onSet']>[0]) => ({
  ...look,
  ...(shownAs === undefined ? {} : { shownAs: shownAs === 'number' ? undefined : shownAs }),
})

/** What the server fills in needs no rules; an index helps where values are compared. */
function isRuleOf(rule: (typeof RULES)[number], field: FieldView): boolean {
  if (rule === 'unique') return canBeUnique(field.type) && !isMany(field)
  if (rule === 'required') return !isFilledIn(field)
  return field.type !== 'autoNumber' && field.type !== 'file'
}

function Limits({ field, onSet }: { field: FieldView; onSet: (change: Omit<SetField, 'id'>) => void }): ReactNode {
  const { type, constraints } = field
  const pair = NUMERIC.has(type)
    ? (['min', 'max'] as const)
    : TEXTUAL.has(type)
      ? (['minLength', 'maxLength'] as const)
      : null
  if (!pair) return null
  return (
    <PropRow label={t(`data.${pair[0]}`)}>
      <div className="ax-two">
        {pair.map((rule) => (
          <NumberField
            key={rule}
            label={t(`data.${rule}`)}
            value={constraints[rule] ?? null}
            placeholder={t(`data.${rule}`)}
            {...(type === 'number' ? {} : { inputMode: 'numeric' as const })}
            onCommit={(value) => onSet({ constraints: { [rule]: value ?? undefined } })}
          />
        ))}
      </div>
    </PropRow>
  )
}
