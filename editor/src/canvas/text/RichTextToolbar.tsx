import { IconBold, IconH1, IconH2, IconItalic, IconLink, IconList, IconListNumbers } from '@tabler/icons-react'
import { type Editor, useEditorState as useTiptapState } from '@tiptap/react'
import { useState, type ComponentType, type FormEvent, type ReactNode } from 'react'

import { showShortcut } from '../../actions/shortcuts.ts'
import { t } from '../../texts/t.ts'

interface Tool {
  name: 'bold' | 'italic' | 'title' | 'section' | 'list' | 'numbered'
  keys: string
  Icon: ComponentType<{ size: number; stroke: number }>
  isOn: (editor: Editor) => boolean
  run: (editor: Editor) => void
}

const TOOLS: readonly Tool[] = [
  {
    name: 'bold',
    keys: 'mod+b',
    Icon: IconBold,
    isOn: (editor) => editor.isActive('bold'),
    run: (editor) => editor.chain().focus().toggleBold().run(),
  },
  {
    name: 'italic',
    keys: 'mod+i',
    Icon: IconItalic,
    isOn: (editor) => editor.isActive('italic'),
    run: (editor) => editor.chain().focus().toggleItalic().run(),
  },
  {
    name: 'title',
    keys: 'mod+Alt+1',
    Icon: IconH1,
    isOn: (editor) => editor.isActive('heading', { level: 1 }),
    run: (editor) => editor.chain().focus().toggleHeading({ level: 1 }).run(),
  },
  {
    name: 'section',
    keys: 'mod+Alt+2',
    Icon: IconH2,
    isOn: (editor) => editor.isActive('heading', { level: 2 }),
    run: (editor) => editor.chain().focus().toggleHeading({ level: 2 }).run(),
  },
  {
    name: 'list',
    keys: 'mod+Shift+8',
    Icon: IconList,
    isOn: (editor) => editor.isActive('bulletList'),
    run: (editor) => editor.chain().focus().toggleBulletList().run(),
  },
  {
    name: 'numbered',
    keys: 'mod+Shift+7',
    Icon: IconListNumbers,
    isOn: (editor) => editor.isActive('orderedList'),
    run: (editor) => editor.chain().focus().toggleOrderedList().run(),
  },
]

/** Small, above the text; the keys work without it. */
export function RichTextToolbar({ editor }: { editor: Editor | null }): ReactNode {
  const [isLinking, setLinking] = useState(false)
  const on = useTiptapState({
    editor,
    selector: ({ editor: now }) => (now ? TOOLS.map((tool) => tool.isOn(now)).concat(now.isActive('link')) : []),
  })
  if (!editor) return null
  return (
    <div className="ax-rich-bar" role="toolbar" aria-label={t('richText.tools')}>
      {TOOLS.map(({ name, keys, Icon, run }, i) => (
        <button
          key={name}
          type="button"
          aria-label={t(`richText.${name}`)}
          title={`${t(`richText.${name}`)} (${showShortcut(keys)})`}
          aria-pressed={on?.[i] ?? false}
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => run(editor)}
        >
          <Icon size={16} stroke={1.6} />
        </button>
      ))}
      <button
        type="button"
        aria-label={t('richText.link')}
        title={t('richText.link')}
        aria-pressed={on?.[TOOLS.length] ?? false}
        onMouseDown={(event) => event.preventDefault()}
        onClick={() => (editor.isActive('link') ? editor.chain().focus().unsetLink().run() : setLinking(!isLinking))}
      >
        <IconLink size={16} stroke={1.6} />
      </button>
      {isLinking && <LinkForm editor={editor} onDone={() => setLinking(false)} />}
    </div>
  )
}

function LinkForm({ editor, onDone }: { editor: Editor; onDone: () => void }): ReactNode {
  function onSubmit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault()
    const href = new FormData(event.currentTarget).get('href')
    onDone()
    if (typeof href === 'string' && href !== '') editor.chain().focus().extendMarkRange('link').setLink({ href }).run()
  }
  return (
    <form onSubmit={onSubmit}>
      <input name="href" type="url" required autoFocus aria-label={t('inspector.address')} placeholder="https://" />
    </form>
  )
}
