import { Button } from '@mantine/core'
import { IconPlayerPlay } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { useState, type ReactNode } from 'react'

import { api, ApiError } from '../../api/client.ts'
import { t } from '../../texts/t.ts'
import { Segments } from '../../ui/Segments.tsx'
import { Code } from './Code.tsx'
import { exampleOf, type Operation } from './openapi.ts'
import { codeOf, LANGUAGES, type Language } from './request.ts'

import styles from './docs.module.css'

interface Props {
  document: unknown
  operation: Operation
  /** With the values that were filled in. */
  path: string
  body: unknown
}

const SHOWN: Record<Language, string> = { curl: 'curl', javascript: 'JavaScript' }

/** The request as code, and what it answers: an example, or the real answer after "Send". */
export function RequestPanel({ document, operation, path, body }: Props): ReactNode {
  const [language, setLanguage] = useState<Language>('curl')
  const answer = useMutation({ mutationFn: () => send(path) })
  const { method, responses } = operation
  const good = responses.find(({ status, schema }) => status.startsWith('2') && schema !== undefined)
  const isIncomplete = path.includes('{')
  return (
    <aside className={styles.request} aria-label={t('docs.language')}>
      <Segments
        label={t('docs.language')}
        value={language}
        onChange={setLanguage}
        segments={LANGUAGES.map((value) => ({ value, label: SHOWN[value], shown: SHOWN[value] }))}
      />
      <Code value={codeOf(language, method, `${location.origin}${path}`, body)} />
      {method === 'get' && good && (
        <div className="ax-row">
          <Button
            size="sm"
            leftSection={<IconPlayerPlay size={14} stroke={1.8} />}
            disabled={isIncomplete}
            loading={answer.isPending}
            onClick={() => answer.mutate()}
          >
            {t('docs.try')}
          </Button>
          {isIncomplete && <span className="ax-meta">{t('docs.missing')}</span>}
        </div>
      )}
      {answer.data ? (
        <section role="status">
          <h2>{t('docs.answer', { status: answer.data.status, ms: answer.data.ms })}</h2>
          <Code value={JSON.stringify(answer.data.body, null, 2)} />
        </section>
      ) : (
        good && (
          <section>
            <h2>{t('docs.exampleAnswer')}</h2>
            <Code value={JSON.stringify(exampleOf(document, good.schema), null, 2)} />
          </section>
        )
      )}
    </aside>
  )
}

interface Answer {
  status: number
  ms: number
  body: unknown
}

async function send(path: string): Promise<Answer> {
  const started = performance.now()
  const ended = (status: number, body: unknown): Answer => ({
    status,
    ms: Math.round(performance.now() - started),
    body,
  })
  try {
    return ended(200, await api.get(path))
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    return ended(error.status, { code: error.code, title: error.message, errors: error.errors })
  }
}
