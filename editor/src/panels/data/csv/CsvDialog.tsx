import type { GuessedTable } from '@axiom/shared/tables/guessTable'
import { Button, FileButton, Group, Modal, Progress, TextInput } from '@mantine/core'
import { useState, type ReactNode } from 'react'

import { t } from '../../../texts/t.ts'
import { ColumnsTable } from './ColumnsTable.tsx'
import type { ImportState } from './importRows.ts'
import { LARGEST, readTable, type ReadTable } from './readTable.ts'
import { useTableImport } from './useTableImport.ts'

import './csv.css'

interface Props {
  /** Dropped already, or still to be chosen. */
  file: File | null
  onClose: () => void
}

/** A table in a file becomes a model with its rows: read, look, mend, import. */
export function CsvDialog({ file, onClose }: Props): ReactNode {
  const [table, setTable] = useState<ReadTable | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const [given, setGiven] = useState<File | null>(null)
  const { state, isDone, error, start, cancel } = useTableImport()
  const read = (chosen: File): void => {
    setGiven(chosen)
    if (chosen.size > LARGEST) return setProblem(t('csv.tooLarge'))
    setProblem(null)
    readTable(chosen).then(
      (next) => (next.columns.length === 0 ? setProblem(t('csv.empty')) : setTable(next)),
      // The file was moved, or may not be read.
      (failure: unknown) => setProblem(failure instanceof Error ? failure.message : String(failure)),
    )
  }
  if (file !== null && given === null) read(file)
  const isRunning = state !== null && !isDone
  return (
    <Modal opened size="xl" onClose={() => (isRunning ? undefined : onClose())} title={t('csv.title')}>
      {table === null && (
        <div className="ax-empty">
          <p>{t('csv.lead')}</p>
          <FileButton accept=".csv,.tsv,.txt,text/csv" onChange={(chosen) => chosen && read(chosen)}>
            {(props) => (
              <Button {...props} variant="default">
                {t('csv.choose')}
              </Button>
            )}
          </FileButton>
        </div>
      )}
      {problem !== null && (
        <p className="ax-note" data-tone="danger" role="alert">
          {problem}
        </p>
      )}
      {table !== null && state === null && (
        <Preview table={table} onCancel={onClose} onChange={setTable} onStart={() => start(table)} />
      )}
      {state !== null && <Running state={state} isDone={isDone} error={error} onCancel={cancel} onClose={onClose} />}
    </Modal>
  )
}

interface PreviewProps {
  table: ReadTable
  onChange: (table: ReadTable) => void
  onStart: () => void
  onCancel: () => void
}

function Preview({ table, onChange, onStart, onCancel }: PreviewProps): ReactNode {
  return (
    <>
      <p className="ax-muted">{t('csv.found', { count: table.rows.length, columns: table.columns.length })}</p>
      <ColumnsTable table={table} onChange={(next: GuessedTable) => onChange({ ...table, ...next })} />
      <TextInput
        label={t('csv.name')}
        value={table.label}
        maxLength={80}
        onChange={(event) => onChange({ ...table, label: event.currentTarget.value })}
      />
      <Group justify="flex-end" gap="sm" mt="lg">
        <Button variant="default" onClick={onCancel}>
          {t('common.cancel')}
        </Button>
        <Button disabled={table.label.trim() === '' || table.columns.length === 0} onClick={onStart}>
          {t('csv.start', { count: table.rows.length })}
        </Button>
      </Group>
    </>
  )
}

interface RunningProps {
  state: ImportState
  isDone: boolean
  error: string | null
  onCancel: () => void
  onClose: () => void
}

const SHOWN = 100

/** How far it is, and in the end what could not be taken over. */
function Running({ state, isDone, error, onCancel, onClose }: RunningProps): ReactNode {
  const { done, total, imported, problems } = state
  return (
    <>
      <Progress value={total === 0 ? 100 : (100 * done) / total} aria-label={t('csv.progress')} animated={!isDone} />
      <p role="status" className="ax-csv-state">
        {isDone ? t('csv.done', { imported, count: total }) : t('csv.running', { done, count: total })}
      </p>
      {error !== null && (
        <p className="ax-note" data-tone="danger" role="alert">
          {error}
        </p>
      )}
      {problems.length > 0 && (
        <div className="ax-note" data-tone="warning">
          <div>
            {t('csv.problems', { count: problems.length })}
            <ul className="ax-csv-problems">
              {problems.slice(0, SHOWN).map(({ row, label, message }, i) => (
                <li key={i}>{t('csv.problem', { row, label, message })}</li>
              ))}
              {problems.length > SHOWN && <li>{t('data.moreDuplicates', { count: problems.length - SHOWN })}</li>}
            </ul>
          </div>
        </div>
      )}
      <Group justify="flex-end" gap="sm" mt="lg">
        {isDone ? (
          <Button onClick={onClose}>{t('common.close')}</Button>
        ) : (
          <Button variant="default" onClick={onCancel}>
            {t('csv.stop')}
          </Button>
        )}
      </Group>
    </>
  )
}
