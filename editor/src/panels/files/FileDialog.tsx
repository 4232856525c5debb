import type { FileUse, ProjectFile } from '@axiom/shared/contracts/files'
import { isPicture } from '@axiom/shared/model/files'
import { Button, CopyButton, Group, Modal } from '@mantine/core'
import { useState, type ReactNode } from 'react'

import { useFileUses, useProjectFiles } from '../../api/projectFiles.ts'
import { useProjectSession } from '../../document/hooks.ts'
import { openScreen, select, useEditorState } from '../../session/editorState.ts'
import { t } from '../../texts/t.ts'
import { bytes, pictureOf } from '../../widgets/useUploads.ts'

interface Props {
  file: ProjectFile
  onClose: () => void
}

/** One file: what it is, its address, where it is shown, and its end. */
export function FileDialog({ file, onClose }: Props): ReactNode {
  const { projectId, store } = useProjectSession()
  const isReadOnly = useEditorState((state) => state.readOnly)
  const uses = useFileUses(projectId, file.id)
  const { remove } = useProjectFiles(projectId)
  const [isAsking, setAsking] = useState(false)
  const { name, type, size, url, state, width, height } = file
  const address = new URL(url, window.location.href).href
  const isUsed = (uses.data?.length ?? 0) > 0
  const handleDelete = (): void => {
    // Nobody loses a picture by one click that others see.
    if (isUsed && !isAsking) return setAsking(true)
    remove.mutate(file.id, { onSuccess: onClose })
  }
  const show = ({ screenId, nodeId }: FileUse): void => {
    if (store.getNode(nodeId) === null) return
    openScreen(screenId)
    select([nodeId])
    onClose()
  }
  return (
    <Modal opened onClose={onClose} title={name}>
      <div className="ax-file-dialog">
        {isPicture(type) && state === 'ready' && (
          <img className="ax-file-preview" src={pictureOf(url, 'medium')} alt={name} />
        )}
        {state !== 'ready' && <p className="ax-note">{t(`files.${state}`)}</p>}
        <dl className="ax-file-facts">
          <dt>{t('files.kind')}</dt>
          <dd>{type}</dd>
          <dt>{t('files.size')}</dt>
          <dd>
            {bytes(size)}
            {width !== null && height !== null && ` · ${t('files.pixels', { width, height })}`}
          </dd>
          <dt>{t('files.address')}</dt>
          <dd>
            <code className="ax-mono ax-file-address">{address}</code>
            <span className="ax-meta">{t('files.addressHint')}</span>
          </dd>
          <dt>{t('files.usedIn')}</dt>
          <dd>
            {uses.isSuccess && !isUsed && t('files.unused')}
            <ul className="ax-file-uses">
              {uses.data?.map((use) => (
                <li key={`${use.env}${use.nodeId}`}>
                  <button type="button" className="ax-text-button" onClick={() => show(use)}>
                    {t(use.env === 'live' ? 'files.useLive' : 'files.useDraft', {
                      node: use.nodeName,
                      screen: use.screenName,
                    })}
                  </button>
                </li>
              ))}
            </ul>
          </dd>
        </dl>
        {isAsking && (
          <p className="ax-note" data-tone="danger" role="alert">
            {t('files.deleteSure')}
          </p>
        )}
        {remove.isError && (
          <p className="ax-note" data-tone="danger" role="alert">
            {remove.error.message}
          </p>
        )}
        <Group justify="space-between" mt="lg">
          <Button
            color="red"
            variant={isAsking ? 'filled' : 'default'}
            disabled={isReadOnly}
            loading={remove.isPending}
            onClick={handleDelete}
          >
            {t(isAsking ? 'files.deleteAll' : 'files.delete')}
          </Button>
          <Group gap="sm">
            <Button component="a" href={`${url}?download=1`} variant="default">
              {t('files.download')}
            </Button>
            <CopyButton value={address}>
              {({ copied, copy }) => (
                <Button onClick={copy}>{t(copied ? 'common.copied' : 'files.copyAddress')}</Button>
              )}
            </CopyButton>
          </Group>
        </Group>
      </div>
    </Modal>
  )
}
