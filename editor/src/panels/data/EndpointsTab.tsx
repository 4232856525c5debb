import type { Environment } from '@axiom/shared/contracts/publishing'
import { setModel } from '@axiom/shared/document/operations/setModel'
import type { ModelView } from '@axiom/shared/document/views'
import { API_NAME, freeName, RESERVED_COLLECTIONS } from '@axiom/shared/model/names'
import { CopyButton } from '@mantine/core'
import { IconCheck, IconCopy } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { Link } from 'react-router'

import { useEdit, useModels, useProjectSession } from '../../document/hooks.ts'
import { useEditorState } from '../../session/editorState.ts'
import { t } from '../../texts/t.ts'
import { DraftField } from '../../ui/Field.tsx'
import { IconButton } from '../../ui/IconButton.tsx'
import { PropRow } from '../../ui/Panel.tsx'
import { ApiKeys } from './ApiKeys.tsx'
import { OwnEndpoints } from './apis/OwnEndpoints.tsx'
import { useServerProject } from './useEnvironment.ts'

const METHODS = [
  ['GET', '', 'endpoint.list'],
  ['POST', '', 'endpoint.create'],
  ['GET', '/:id', 'endpoint.read'],
  ['PATCH', '/:id', 'endpoint.patch'],
  ['PUT', '/:id', 'endpoint.replace'],
  ['DELETE', '/:id', 'endpoint.delete'],
  ['GET', '/aggregate', 'endpoint.aggregate'],
  ['GET', '/export', 'endpoint.export'],
  ['POST', '/import', 'endpoint.import'],
] as const

/** The addresses under which the records answer, at once and exactly. */
export function EndpointsTab({ model, env }: { model: ModelView; env: Environment }): ReactNode {
  const { projectId } = useProjectSession()
  const project = useServerProject()
  const base = `${location.origin}/api/dynamic/${project?.slug ?? projectId}`
  return (
    <div className="ax-dock-body">
      <p className="ax-muted">
        {t('data.endpointsLead', { env: t(`projects.${env}`) })}{' '}
        <Link to={`/docs/${projectId}`}>{t('data.openDocs')}</Link>
      </p>
      <ModelName model={model} />
      <ul className="ax-endpoints">
        {METHODS.map(([method, path, label]) => (
          <li key={label}>
            <span className="ax-badge ax-mono">{method}</span>
            <code className="ax-mono ax-cut">
              {/* On a phone all that differs is at the end. */}
              <span className="ax-dock-wide">{base}</span>/{model.name}
              {path}
            </code>
            <span className="ax-muted">{t(label)}</span>
            <CopyButton value={`${base}/${model.name}${path}`}>
              {({ copied, copy }) => (
                <IconButton label={t(copied ? 'common.copied' : 'common.copy')} size="xs" onClick={copy}>
                  {copied ? <IconCheck size={14} /> : <IconCopy size={14} />}
                </IconButton>
              )}
            </CopyButton>
          </li>
        ))}
      </ul>
      <OwnEndpoints subject={{ kind: 'model', model }} />
      {project?.abilities.includes('apiKeys.manage') && <ApiKeys model={model} />}
    </div>
  )
}

/** The model's name in addresses. Records and widgets follow it, other people's scripts do not. */
function ModelName({ model }: { model: ModelView }): ReactNode {
  const edit = useEdit()
  const isReadOnly = useEditorState((state) => state.readOnly)
  const others = [...useModels().flatMap(({ id, name }) => (id === model.id ? [] : [name])), ...RESERVED_COLLECTIONS]
  return (
    <div className="ax-model-name">
      <PropRow label={t('data.apiName')} help={t('data.apiNameHint')}>
        <DraftField
          label={t('data.apiName')}
          value={model.name}
          mono
          maxLength={40}
          disabled={isReadOnly}
          onCommit={(next) =>
            API_NAME.test(next) &&
            edit(t('data.renameModel', { name: model.label }), (doc, origin) =>
              setModel(doc, { id: model.id, name: freeName(next, others) }, origin),
            )
          }
        />
      </PropRow>
    </div>
  )
}
