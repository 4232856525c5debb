import { assertNever } from '@axiom/shared/assertNever'
import { setStep } from '@axiom/shared/document/operations/setStep'
import { FILTER_OPERATORS, type FlowStep } from '@axiom/shared/flows/flow'
import type { Json } from '@axiom/shared/json'
import type { ReactNode } from 'react'

import { useEdit, useModels } from '../../document/hooks.ts'
import { useEditorState } from '../../session/editorState.ts'
import { t, type TextKey } from '../../texts/t.ts'
import { ChoiceField, DraftField, NumberField } from '../../ui/Field.tsx'
import { PropRow } from '../../ui/Panel.tsx'
import { StepSecrets } from './StepSecrets.tsx'

type Set = (params: Record<string, Json | undefined>) => void
const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const
const UNITS = ['seconds', 'minutes', 'hours', 'days'] as const

/** What one step does, without code but for the expressions. */
export function StepForm({ step }: { step: FlowStep }): ReactNode {
  const isReadOnly = useEditorState((state) => state.readOnly)
  const edit = useEdit()
  const name = step.name || t(`step.${step.kind}`)
  const set: Set = (params) =>
    edit(t('step.edit', { name }), (doc, origin) => setStep(doc, { id: step.id, params }, origin))
  return (
    <fieldset className="ax-flow-form" disabled={isReadOnly}>
      <legend className="ax-hidden">{name}</legend>
      <Params step={step} set={set} />
      <PropRow label={t('step.name')} help={t('step.nameHint', { key: step.key })}>
        <DraftField
          label={t('step.name')}
          value={step.name}
          maxLength={60}
          placeholder={t(`step.${step.kind}`)}
          onCommit={(next) => set({ name: next.trim() || undefined })}
        />
      </PropRow>
    </fieldset>
  )
}

function Params({ step, set }: { step: FlowStep; set: Set }): ReactNode {
  switch (step.kind) {
    case 'condition':
      return <Expression words="step.test" value={step.params.test} onCommit={(test) => set({ test })} />
    case 'createRecord':
      return <RecordParams step={step} set={set} />
    case 'updateRecord':
      return <RecordParams step={step} set={set} />
    case 'deleteRecord':
      return (
        <>
          <ModelChoice value={step.params.model} set={set} />
          <Expression words="step.record" value={step.params.record} onCommit={(record) => set({ record })} />
        </>
      )
    case 'findRecords':
      return <FindParams step={step} set={set} />
    case 'sendMail':
      return (
        <>
          <Text words="step.to" value={step.params.to} onCommit={(to) => set({ to })} />
          <Text words="step.subject" value={step.params.subject} onCommit={(subject) => set({ subject })} />
          <Text words="step.body" value={step.params.body} multiline onCommit={(body) => set({ body })} />
        </>
      )
    case 'callHttp':
      return (
        <>
          <Choice
            words="step.method"
            value={step.params.method}
            choices={METHODS}
            onChange={(method) => set({ method })}
          />
          <Text words="step.url" value={step.params.url} onCommit={(url) => set({ url })} />
          <Text words="step.headers" value={step.params.headers} multiline onCommit={(headers) => set({ headers })} />
          <StepSecrets
            url={step.params.url}
            onUse={(name) => set({ headers: withSecret(step.params.headers, name) })}
          />
          <Expression words="step.json" value={step.params.body} onCommit={(body) => set({ body })} />
        </>
      )
    case 'delay':
      return (
        <>
          <PropRow label={t('step.amount')}>
            <NumberField
              label={t('step.amount')}
              value={step.params.amount}
              min={0}
              max={10_000}
              onCommit={(amount) => set({ amount: amount ?? 0 })}
            />
          </PropRow>
          <Choice
            words="step.unit"
            value={step.params.unit}
            choices={UNITS}
            names="unit"
            onChange={(unit) => set({ unit })}
          />
        </>
      )
    case 'setVariable':
      return (
        <>
          <PropRow label={t('step.variable')}>
            <DraftField
              label={t('step.variable')}
              value={step.params.variable}
              maxLength={40}
              onCommit={(variable) => /^[A-Za-z_]\w*$/.test(variable) && set({ variable })}
            />
          </PropRow>
          <Expression words="step.value" value={step.params.value} onCommit={(value) => set({ value })} />
        </>
      )
    case 'stop':
      return <Text words="step.reason" value={step.params.reason} onCommit={(reason) => set({ reason })} />
    default:
      return assertNever(step)
  }
}

/** One line more, as most servers want their keys. */
function withSecret(headers: string, name: string): string {
  return `${headers === '' ? '' : `${headers.trimEnd()}\n`}Authorization: Bearer {{ secrets.${name} }}`
}

type StepOf<K extends FlowStep['kind']> = Extract<FlowStep, { kind: K }>

/** Model, row, and an expression for each of its fields that is to be set. */
function RecordParams({ step, set }: { step: StepOf<'createRecord'> | StepOf<'updateRecord'>; set: Set }): ReactNode {
  const model = useModels().find(({ id }) => id === step.params.model)
  const { values } = step.params
  return (
    <>
      <ModelChoice value={step.params.model} set={set} />
      {step.kind === 'updateRecord' && (
        <Expression words="step.record" value={step.params.record} onCommit={(record) => set({ record })} />
      )}
      {model?.fields.map(({ id, label }) => (
        <PropRow key={id} label={label} help={t('step.expressionHint')}>
          <DraftField
            label={label}
            value={values[id] ?? ''}
            mono
            maxLength={4_000}
            onCommit={(next) => set({ values: { ...values, [id]: next } })}
          />
        </PropRow>
      ))}
    </>
  )
}

function FindParams({ step: { params }, set }: { step: StepOf<'findRecords'>; set: Set }): ReactNode {
  const model = useModels().find(({ id }) => id === params.model)
  const fields = model?.fields.map(({ id, label }) => ({ value: id, label })) ?? []
  return (
    <>
      <ModelChoice value={params.model} set={set} />
      <PropRow label={t('step.field')}>
        <ChoiceField
          label={t('step.field')}
          value={params.field}
          choices={[{ value: '', label: t('step.allRows') }, ...fields]}
          onChange={(field) => set({ field })}
        />
      </PropRow>
      {params.field !== '' && (
        <>
          <Choice
            words="step.operator"
            value={params.operator}
            choices={FILTER_OPERATORS}
            names="operator"
            onChange={(operator) => set({ operator })}
          />
          <Expression words="step.value" value={params.value} onCommit={(value) => set({ value })} />
        </>
      )}
      <PropRow label={t('step.limit')}>
        <NumberField
          label={t('step.limit')}
          value={params.limit}
          min={1}
          max={100}
          onCommit={(limit) => set({ limit: Math.round(limit ?? 20) })}
        />
      </PropRow>
    </>
  )
}

function ModelChoice({ value, set }: { value: string; set: Set }): ReactNode {
  const models = useModels().map(({ id, label }) => ({ value: id, label }))
  return (
    <PropRow label={t('step.model')}>
      <ChoiceField
        label={t('step.model')}
        value={value}
        choices={[{ value: '', label: t('step.chooseModel') }, ...models]}
        onChange={(model) => set({ model })}
      />
    </PropRow>
  )
}

interface ChoiceProps {
  words: TextKey
  value: string
  choices: readonly string[]
  /** Their words in the catalogue; none: as they are. */
  names?: 'unit' | 'operator'
  onChange: (value: string) => void
}

function Choice({ words, value, choices, names, onChange }: ChoiceProps): ReactNode {
  const word = (choice: string): string => (names === undefined ? choice : t(`${names}.${choice}` as TextKey))
  return (
    <PropRow label={t(words)}>
      <ChoiceField
        label={t(words)}
        value={value}
        choices={choices.map((choice) => ({ value: choice, label: word(choice) }))}
        onChange={onChange}
      />
    </PropRow>
  )
}

interface TextProps {
  words: TextKey
  value: string
  multiline?: boolean
  onCommit: (value: string) => void
}

function Expression({ words, value, onCommit }: TextProps): ReactNode {
  return (
    <PropRow label={t(words)} help={t('step.expressionHint')}>
      <DraftField label={t(words)} value={value} mono maxLength={4_000} onCommit={onCommit} />
    </PropRow>
  )
}

function Text({ words, value, multiline = false, onCommit }: TextProps): ReactNode {
  return (
    <PropRow label={t(words)} help={t('step.textHint')} tall={multiline}>
      <DraftField label={t(words)} value={value} multiline={multiline} maxLength={8_000} onCommit={onCommit} />
    </PropRow>
  )
}
