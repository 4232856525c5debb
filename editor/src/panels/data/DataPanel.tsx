import { addField } from '@axiom/shared/document/operations/addField'
import { addModel } from '@axiom/shared/document/operations/addModel'
import { setModel } from '@axiom/shared/document/operations/setModel'
import { trashModel } from '@axiom/shared/document/operations/trashModel'
import type { ModelView } from '@axiom/shared/document/views'
import { freeName, RESERVED_COLLECTIONS } from '@axiom/shared/model/names'
import { Button, Menu } from '@mantine/core'
import { IconApi, IconDots, IconPlus, IconSitemap, IconSparkles, IconTable, IconTableImport } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { useEffect, useState, type ReactNode } from 'react'
import { Link } from 'react-router'

import { useAction } from '../../actions/ActionsProvider.tsx'
import { suggestScreen } from '../../api/suggestions.ts'
import { useEdit, useModels, useProjectSession } from '../../document/hooks.ts'
import { useEditorState } from '../../session/editorState.ts'
import { usePropose } from '../../session/usePropose.ts'
import { t } from '../../texts/t.ts'
import { IconButton } from '../../ui/IconButton.tsx'
import { PanelHead } from '../../ui/Panel.tsx'
import { RowName } from '../../ui/RowName.tsx'
import { showToast } from '../../ui/toast.tsx'
import { FilesSection } from '../files/FilesSection.tsx'
import { SubmissionsRow } from '../submissions/SubmissionsRow.tsx'
import { CsvDialog } from './csv/CsvDialog.tsx'
import { isTableFile } from './csv/readTable.ts'
import { openModel, useDataState } from './dataState.ts'
import { ModelsDialog } from './diagram/ModelsDialog.tsx'
import { toApiName } from './names.ts'

import './data.css'

/** The collections of the project; the open one is in the dock below the canvas. */
export function DataPanel(): ReactNode {
  const models = useModels()
  const { projectId } = useProjectSession()
  const modelId = useDataState((state) => state.modelId)
  const isReadOnly = useEditorState((state) => state.readOnly)
  const [renaming, setRenaming] = useState<string | null>(null)
  const [csv, setCsv] = useState<{ file: File | null } | null>(null)
  const [hasDiagram, setDiagram] = useState(false)
  const add = useAddModel()
  const handleAdd = (): void => setRenaming(add())
  const describe = useAction('describe')
  useEffect(() => {
    if (modelId !== null && !models.some(({ id }) => id === modelId)) openModel(models[0]?.id)
  }, [models, modelId])
  return (
    <>
      <PanelHead title={t('data.title')}>
        <IconButton label={t('diagram.open')} size="xs" disabled={models.length === 0} onClick={() => setDiagram(true)}>
          <IconSitemap size={14} stroke={1.8} />
        </IconButton>
        <IconButton label={t('csv.open')} size="xs" disabled={isReadOnly} onClick={() => setCsv({ file: null })}>
          <IconTableImport size={14} stroke={1.8} />
        </IconButton>
        <IconButton label={t('data.addModel')} size="xs" disabled={isReadOnly} onClick={handleAdd}>
          <IconPlus size={14} stroke={1.8} />
        </IconButton>
      </PanelHead>
      <div className="ax-panel-body">
        {models.length === 0 && (
          <div className="ax-empty">
            <p>{t('data.empty')}</p>
            <Button
              size="sm"
              leftSection={<IconSparkles size={14} stroke={1.8} />}
              disabled={!describe.isEnabled}
              onClick={describe.run}
            >
              {t('describe.title')}
            </Button>
            <Button size="sm" variant="default" disabled={isReadOnly} onClick={handleAdd}>
              {t('data.addModel')}
            </Button>
            <Button size="sm" variant="default" disabled={isReadOnly} onClick={() => setCsv({ file: null })}>
              {t('csv.open')}
            </Button>
          </div>
        )}
        <ul
          className="ax-list"
          aria-label={t('data.title')}
          onDragOver={(event) => event.dataTransfer.types.includes('Files') && event.preventDefault()}
          onDrop={(event) => {
            const file = [...event.dataTransfer.files].find(isTableFile)
            if (!file || isReadOnly) return
            event.preventDefault()
            setCsv({ file })
          }}
        >
          {models.map((model) => (
            <ModelRow
              key={model.id}
              model={model}
              isOpen={model.id === modelId}
              renaming={model.id === renaming}
              setRenaming={(on) => setRenaming(on ? model.id : null)}
            />
          ))}
        </ul>
        <SubmissionsRow />
        <Link className="ax-list-row ax-data-docs" to={`/docs/${projectId}`}>
          <IconApi size={14} stroke={1.8} aria-hidden="true" />
          {t('projects.api')}
        </Link>
        <FilesSection />
      </div>
      {hasDiagram && <ModelsDialog onClose={() => setDiagram(false)} />}
      {csv !== null && <CsvDialog file={csv.file} onClose={() => setCsv(null)} />}
    </>
  )
}

/** A model with one field to begin with: an empty one teaches nothing. */
function useAddModel(): () => string | null {
  const { store } = useProjectSession()
  const edit = useEdit()
  return () => {
    let made: string | null = null
    const names = store.getModels().map(({ name }) => name)
    edit(t('data.addModel'), (doc, origin) => {
      const name = freeName('items', names)
      const label = name === 'items' ? t('data.newModel') : `${t('data.newModel')} ${name.slice(6)}`
      made = addModel(doc, { name, label }, origin)
      addField(
        doc,
        { modelId: made, name: 'name', label: t('projects.name'), type: 'text', constraints: { required: true } },
        origin,
      )
    })
    openModel(made, 'fields')
    return made
  }
}

/** Opens the suggestion; what goes wrong is said at the foot of the page, since the menu is closed by then. */
function useSuggestScreen() {
  const { projectId } = useProjectSession()
  const propose = usePropose()
  return useMutation({
    networkMode: 'always',
    mutationFn: async (model: ModelView) => propose(await suggestScreen(projectId, model)),
    onError: ({ message }) => showToast({ message }),
  })
}

interface RowProps {
  model: ModelView
  isOpen: boolean
  renaming: boolean
  setRenaming: (renaming: boolean) => void
}

function ModelRow({ model, isOpen, renaming, setRenaming }: RowProps): ReactNode {
  const { id, label, name } = model
  const edit = useEdit()
  const { store } = useProjectSession()
  const isReadOnly = useEditorState((state) => state.readOnly)
  const screen = useSuggestScreen()
  // While nobody named it for the API, its address follows the label.
  const rename = (next: string): void => {
    const taken = store.getModels().flatMap((each) => (each.id === id ? [] : [each.name]))
    const others = [...taken, ...RESERVED_COLLECTIONS]
    const change = /^items(_\d+)?$/.test(name) ? { name: freeName(toApiName(next, 'items'), others) } : {}
    edit(t('data.renameModel', { name: label }), (doc, origin) => setModel(doc, { id, label: next, ...change }, origin))
  }
  return (
    <li className="ax-list-row" data-on={isOpen || undefined}>
      <RowName
        icon={<IconTable size={14} stroke={1.8} aria-hidden="true" />}
        name={label}
        label={t('data.renameModel', { name: label })}
        isOpen={isOpen}
        readOnly={isReadOnly}
        renaming={renaming}
        setRenaming={setRenaming}
        onOpen={() => openModel(id)}
        onRename={rename}
      >
        <span className="ax-meta ax-mono">{name}</span>
      </RowName>
      {!isReadOnly && (
        <span className="ax-row-tools">
          <Menu position="bottom-end" width={180} returnFocus>
            <Menu.Target>
              <button
                type="button"
                className="ax-ib"
                data-size="xs"
                aria-label={t('data.modelActions', { name: label })}
              >
                <IconDots size={14} stroke={1.8} />
              </button>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item onClick={() => setRenaming(true)}>{t('projects.rename')}</Menu.Item>
              <Menu.Item onClick={() => screen.mutate(model)}>{t('screenFor.suggest')}</Menu.Item>
              <Menu.Item
                onClick={() =>
                  edit(t('data.deleteModel', { name: label }), (doc, origin) => trashModel(doc, { id }, origin))
                }
              >
                {t('action.delete')}
              </Menu.Item>
            </Menu.Dropdown>
          </Menu>
        </span>
      )}
    </li>
  )
}
