import { addField } from '@axiom/shared/document/operations/addField'
import { moveField } from '@axiom/shared/document/operations/moveField'
import type { FieldView, ModelView } from '@axiom/shared/document/views'
import { freeName } from '@axiom/shared/model/names'
import {
  IconAlignLeft,
  IconArrowsJoin2,
  IconAt,
  IconBraces,
  IconCalendar,
  IconCalendarClock,
  IconDecimal,
  IconHash,
  IconLetterT,
  IconLink,
  IconList,
  IconListCheck,
  IconMathFunction,
  IconNumber,
  IconPaperclip,
  IconPlus,
  IconToggleLeft,
  IconUser,
  type Icon,
} from '@tabler/icons-react'
import type { ReactNode } from 'react'

import { useEdit } from '../../document/hooks.ts'
import { useEditorState } from '../../session/editorState.ts'
import { t } from '../../texts/t.ts'
import { SortableList, useSortableRow } from '../../ui/SortableList.tsx'
import { useDataState } from './dataState.ts'
import { FieldForm } from './FieldForm.tsx'

export const FIELD_ICONS: Record<FieldView['type'], Icon> = {
  text: IconLetterT,
  longText: IconAlignLeft,
  integer: IconHash,
  number: IconDecimal,
  boolean: IconToggleLeft,
  date: IconCalendar,
  datetime: IconCalendarClock,
  email: IconAt,
  url: IconLink,
  select: IconList,
  multiSelect: IconListCheck,
  file: IconPaperclip,
  json: IconBraces,
  relation: IconArrowsJoin2,
  user: IconUser,
  autoNumber: IconNumber,
  computed: IconMathFunction,
}

/** The fields of a model, and what is set about the chosen one. */
export function FieldsTab({ model }: { model: ModelView }): ReactNode {
  const chosen = useDataState((state) => state.fieldId)
  const isReadOnly = useEditorState((state) => state.readOnly)
  const edit = useEdit()
  const field = model.fields.find(({ id }) => id === chosen) ?? model.fields[0]
  const add = (): void =>
    edit(t('data.addField'), (doc, origin) => {
      const name = freeName(
        'field',
        model.fields.map((each) => each.name),
      )
      const label = t('data.newField', { n: model.fields.length + 1 })
      useDataState.setState({ fieldId: addField(doc, { modelId: model.id, name, label, type: 'text' }, origin) })
    })
  const move = (id: string, beforeId: string | null): void =>
    edit(t('data.moveField'), (doc, origin) => moveField(doc, { id, beforeId }, origin))
  return (
    <div className="ax-dock-split">
      <div className="ax-dock-list">
        <SortableList ids={model.fields.map(({ id }) => id)} disabled={isReadOnly} onMove={move}>
          <ul className="ax-list" aria-label={t('data.fields')}>
            {model.fields.map((each) => (
              <FieldRow key={each.id} field={each} isOpen={each.id === field?.id} />
            ))}
          </ul>
        </SortableList>
        <button type="button" className="ax-text-button ax-dock-add" disabled={isReadOnly} onClick={add}>
          <IconPlus size={12} aria-hidden="true" /> {t('data.addField')}
        </button>
      </div>
      <div className="ax-dock-form">
        {field ? (
          <FieldForm key={field.id} model={model} field={field} onMove={move} />
        ) : (
          <p className="ax-empty">{t('data.noFields')}</p>
        )}
      </div>
    </div>
  )
}

function FieldRow({ field, isOpen }: { field: FieldView; isOpen: boolean }): ReactNode {
  const { ref, style, handle } = useSortableRow(field.id)
  const Shown = FIELD_ICONS[field.type]
  return (
    <li ref={ref} style={style} className="ax-list-row" data-on={isOpen || undefined}>
      <button
        type="button"
        className="ax-row-main"
        aria-current={isOpen || undefined}
        {...handle}
        onClick={() => useDataState.setState({ fieldId: field.id })}
      >
        <Shown size={14} stroke={1.8} aria-hidden="true" />
        <span className="ax-grow ax-cut">
          {field.label}
          {field.constraints.required && (
            <span className="ax-required" title={t('data.required')}>
              *
            </span>
          )}
        </span>
        <span className="ax-meta">{t(`field.${field.type}`)}</span>
      </button>
    </li>
  )
}
