import { ClipboardPayload, copyNodes } from '@axiom/shared/document/operations/copyNodes'
import { insertNodes } from '@axiom/shared/document/operations/insertNodes'
import { pasteNodes } from '@axiom/shared/document/operations/pasteNodes'
import { foreignPictures } from '@axiom/shared/model/pictures'
import { findWidget, specFor } from '@axiom/shared/widgets/registry'
import { notifications } from '@mantine/notifications'

import { addressOfFile, ownPictures, uploadProjectFile } from '../api/projectFiles.ts'
import { UploadRefused } from '../api/upload.ts'
import { announce } from '../session/announcements.ts'
import { getCanvas } from '../session/canvasHandle.ts'
import { select } from '../session/editorState.ts'
import { t } from '../texts/t.ts'
import { type ActionContext, canWrite, editable, state } from './action.ts'
import { CLIPBOARD_TYPE, type Pasted, readPasted, serialise } from './clipboard.ts'
import { isCanvasClipboard } from './clipboardEvents.ts'
import { deleteSelected } from './editActions.ts'
import { showShortcut } from './shortcuts.ts'

/** Into the selected container, else beside what is selected, else onto the screen. */
export function targetParent({ session: { store } }: ActionContext): string | null {
  const node = store.getNode(state().selection.at(-1) ?? '')
  if (!node) return state().screenId
  return findWidget(node.type)?.children === 'any' ? node.id : node.parentId
}

function copy(context: ActionContext, event: ClipboardEvent): boolean {
  const ids = editable(context)
  if (ids.length === 0 || !event.clipboardData || !isCanvasClipboard()) return false
  const text = serialise(copyNodes(context.session.doc, { ids }))
  event.clipboardData.setData(CLIPBOARD_TYPE, text)
  event.clipboardData.setData('text/plain', text)
  event.preventDefault()
  announce(t('announce.copied', { count: ids.length }))
  return true
}

const NOTHING: ClipboardPayload = { axiom: 'nodes/1', nodes: [] }
/** A copy doesn't hide its original. */
const OFFSET = { x: 16, y: 16 }

function paste(context: ActionContext, pasted: Pasted): void {
  const parentId = targetParent(context)
  if (parentId === null || !canWrite()) return
  const { doc, origin, undo } = context.session
  const nodes = pasted.kind === 'nodes' ? ClipboardPayload.safeParse(pasted.payload) : null
  // Marked as ours but broken: nothing that could be pasted.
  if (nodes && !nodes.success) return announce(t('announce.pasteFailed'))
  undo.step(t('verb.paste'), () => {
    const ids =
      pasted.kind === 'nodes'
        ? pasteNodes(doc, { payload: nodes?.data ?? NOTHING, parentId, beforeId: null, offset: OFFSET }, origin)
        : insertNodes(doc, { parentId, beforeId: null, nodes: [specOf(context, pasted, parentId)] }, origin)
    select(ids)
    announce(t('announce.pasted', { count: ids.length }))
  })
}

/** One short line is a heading, more is rich text, an address of an image is an image. */
function specOf(context: ActionContext, pasted: Exclude<Pasted, { kind: 'nodes' }>, parentId: string) {
  const spec = shaped(pasted)
  const centre = getCanvas()?.centre()
  const origin = getCanvas()?.contentBox(parentId)
  const isScreen = context.session.store.getNode(parentId) === null
  if (!centre || !origin || !isScreen) return spec
  const x = Math.max(0, Math.round(centre.x - origin.x - spec.frame.w / 2))
  const y = Math.max(0, Math.round(centre.y - origin.y - spec.frame.h / 2))
  return { ...spec, frame: { ...spec.frame, x, y } }
}

function shaped(pasted: Exclude<Pasted, { kind: 'nodes' }>): ReturnType<typeof specFor> {
  if (pasted.kind === 'image') {
    const spec = specFor('image')
    return { ...spec, props: { ...spec.props, src: pasted.url } }
  }
  const [line = ''] = pasted.paragraphs
  if (pasted.paragraphs.length === 1 && line.length <= 120) return { ...specFor('heading'), texts: { text: line } }
  return { ...specFor('richText'), richText: pasted.paragraphs }
}

/** A picture from another program, not one of our own widgets, which may carry one along. */
function pictureIn(data: DataTransfer): File | null {
  if (data.types.includes(CLIPBOARD_TYPE) || data.getData('text/plain').trim() !== '') return null
  return [...data.files].find(({ type }) => type.startsWith('image/')) ?? null
}

/** Becomes a file of the project, and a widget that shows it. */
async function pastePicture(context: ActionContext, file: File): Promise<void> {
  if (!canWrite()) return
  const { projectId } = context.session
  announce(t('files.pasting'))
  try {
    const signal = new AbortController().signal
    const { id } = await uploadProjectFile(projectId, { file, onProgress: () => undefined, signal })
    paste(context, { kind: 'image', url: addressOfFile(projectId, id) })
  } catch (error) {
    notifications.show({ message: error instanceof UploadRefused ? error.message : t('error.unreachable') })
  }
}

/** Widgets of another project bring its pictures along as files of this one. */
async function pasteOwned(context: ActionContext, pasted: Pasted): Promise<void> {
  const { projectId } = context.session
  const text = pasted.kind === 'nodes' ? JSON.stringify(pasted.payload) : ''
  if (!canWrite() || foreignPictures(text, projectId).length === 0) return paste(context, pasted)
  paste(context, { kind: 'nodes', payload: JSON.parse(await ownPictures(projectId, text)) as unknown })
}

/** Without the paste event: browsers ask their user first, and on plain HTTP they refuse. */
export async function pasteFromClipboard(context: ActionContext): Promise<void> {
  getCanvas()?.focus()
  const text = await readClipboard()
  if (text === null) return void notifications.show({ message: t('paste.byKey', { keys: showShortcut('mod+V') }) })
  const pasted = readPasted('', text)
  if (pasted) await pasteOwned(context, pasted)
  else notifications.show({ message: t('paste.nothing') })
}

async function readClipboard(): Promise<string | null> {
  // Absent where the page is not a secure context.
  const clipboard: Clipboard | undefined = navigator.clipboard
  try {
    return (await clipboard?.readText()) ?? null
  } catch (error) {
    if (error instanceof DOMException) return null
    throw error
  }
}

/** Answers the browser's clipboard events. Returns the function that stops. */
export function listenToClipboard(context: () => ActionContext): () => void {
  const abort = new AbortController()
  const { signal } = abort
  document.addEventListener('copy', (event) => void copy(context(), event), { signal })
  document.addEventListener(
    'cut',
    (event) => {
      if (canWrite() && copy(context(), event)) deleteSelected(context(), t('verb.cut'))
    },
    { signal },
  )
  document.addEventListener(
    'paste',
    (event) => {
      const data = event.clipboardData
      const picture = data && isCanvasClipboard() ? pictureIn(data) : null
      if (picture) {
        event.preventDefault()
        return void pastePicture(context(), picture)
      }
      const pasted =
        data && isCanvasClipboard() ? readPasted(data.getData(CLIPBOARD_TYPE), data.getData('text/plain')) : null
      if (!pasted) return
      event.preventDefault()
      void pasteOwned(context(), pasted)
    },
    { signal },
  )
  return () => abort.abort()
}
