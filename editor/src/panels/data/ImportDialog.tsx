import type { Environment } from '@axiom/shared/contracts/publishing'
import type { ImportReport } from '@axiom/shared/contracts/records'
import type { ModelView } from '@axiom/shared/document/views'
import { isUnique } from '@axiom/shared/model/compile'
import { FILE_FORMATS, MEDIA } from '@axiom/shared/tables/formats'
import { Button, FileInput, Group, Modal, NativeSelect, Progress } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState, type ReactNode } from 'react'

import { uploadFile } from '../../api/uploadFile.ts'
import { useProjectSession } from '../../document/hooks.ts'
import { t } from '../../texts/t.ts'

interface Props {
  model: ModelView
  env: Environment
  onClose: () => void
}

interface Work {
  /** Of the file that has been sent, 0 to 1; null: nothing is under way. */
  sent: number | null
  report: ImportReport | null
  error: string | null
}

const IDLE: Work = { sent: null, report: null, error: null }

/** Rows from a file: tried first without keeping anything, then taken. */
export function ImportDialog({ model, env, onClose }: Props): ReactNode {
  const [file, setFile] = useState<File | null>(null)
  const [upsert, setUpsert] = useState('')
  const { work, start, reset } = useImport(model, env)
  const { sent, report, error } = work
  const isTried = report?.dryRun === true && report.created + report.updated > 0
  const isDone = report !== null && !report.dryRun
  return (
    <Modal opened onClose={onClose} title={t('import.title', { name: model.label })}>
      <div className="ax-row-form">
        <p className="ax-muted">{t('import.lead')}</p>
        <FileInput
          label={t('import.file')}
          placeholder={t('import.choose')}
          accept=".csv,.json,.ndjson,text/csv,application/json"
          value={file}
          disabled={sent !== null || isDone}
          onChange={(next) => {
            setFile(next)
            reset()
          }}
        />
        <NativeSelect
          label={t('import.existing')}
          value={upsert}
          disabled={sent !== null || isDone}
          data={[
            { value: '', label: t('import.createAll') },
            ...model.fields
              .filter(isUnique)
              .map(({ name, label }) => ({ value: name, label: t('import.upsertBy', { name: label }) })),
          ]}
          onChange={(event) => {
            setUpsert(event.currentTarget.value)
            reset()
          }}
        />
        {sent !== null && (
          <Progress value={sent * 100} aria-label={t('import.progress')} striped={sent >= 1} animated={sent >= 1} />
        )}
        {error !== null && (
          <p className="ax-note" data-tone="danger" role="alert">
            {error}
          </p>
        )}
        {report !== null && <Report report={report} />}
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={onClose}>
            {t(isDone ? 'common.close' : 'common.cancel')}
          </Button>
          {!isDone && (
            <Button
              disabled={file === null || (report?.dryRun === true && !isTried)}
              loading={sent !== null}
              onClick={() => file && void start(file, { upsert, dryRun: !isTried })}
            >
              {t(isTried ? 'import.take' : 'import.check', { count: (report?.created ?? 0) + (report?.updated ?? 0) })}
            </Button>
          )}
        </Group>
      </div>
    </Modal>
  )
}

function Report({ report }: { report: ImportReport }): ReactNode {
  const { created, updated, failed, dryRun, errors } = report
  return (
    <div role="status">
      <p className="ax-note" data-tone={failed > 0 ? 'warning' : 'success'}>
        {t(dryRun ? 'import.would' : 'import.did', { created, updated, failed })}
      </p>
      {errors.length > 0 && (
        <ul className="ax-import-errors" aria-label={t('import.errors')} tabIndex={0}>
          {errors.slice(0, 100).map(({ line, path, message }, i) => (
            <li key={i}>
              <span className="ax-num ax-muted">{t('import.line', { line })}</span> {path} {message}
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}

function useImport(model: ModelView, env: Environment) {
  const { projectId } = useProjectSession()
  const queries = useQueryClient()
  const [work, setWork] = useState<Work>(IDLE)
  const base = `/api/dynamic/${projectId}/${model.name}`
  const start = async (file: File, { upsert, dryRun }: { upsert: string; dryRun: boolean }): Promise<void> => {
    const query = new URLSearchParams({ env, dryRun: String(dryRun), ...(upsert === '' ? {} : { upsert }) })
    const ending = file.name.split('.').at(-1)?.toLowerCase()
    const type = MEDIA[FILE_FORMATS.find((format) => format === ending) ?? 'csv']
    setWork({ ...IDLE, sent: 0 })
    try {
      const { data } = await uploadFile<{ data: ImportReport }>(`${base}/import?${query.toString()}`, file, {
        type,
        onSent: (sent) => setWork((before) => (before.sent === null ? before : { ...before, sent })),
      })
      setWork({ ...IDLE, report: data })
      if (!dryRun) await queries.invalidateQueries({ queryKey: ['rows', base, env] })
    } catch (error) {
      setWork({ ...IDLE, error: error instanceof Error ? error.message : String(error) })
    }
  }
  return { work, start, reset: () => setWork(IDLE) }
}
