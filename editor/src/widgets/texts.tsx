import type { RichTextNode } from '@axiom/shared/document/richText'
import { createElement, type ReactNode } from 'react'

import { r } from '../texts/r.ts'
import { flag, number, safeUrl, shown, text } from './props.ts'
import { isEdit, type WidgetProps } from './WidgetProps.ts'

export function Box({ root, children }: WidgetProps): ReactNode {
  return <div {...root}>{children}</div>
}

export function Divider({ node, root }: WidgetProps): ReactNode {
  const vertical = flag(node, 'vertical')
  const className = `aw-divider${vertical ? ' is-vertical' : ''}`
  return <hr {...root} className={className} aria-orientation={vertical ? 'vertical' : undefined} />
}

export function Heading({ node, root }: WidgetProps): ReactNode {
  const level = Math.min(Math.max(Math.round(number(node, 'level', 1)), 1), 4)
  return createElement(
    `h${level}`,
    { ...root, className: `aw-heading is-${level}`, 'data-text': 'text' },
    node.texts['text'],
  )
}

export function LinkWidget({ node, root, mode, host }: WidgetProps): ReactNode {
  const screen = text(node, 'screen')
  const href = (screen !== '' ? host.hrefOf(screen) : null) ?? safeUrl(text(node, 'url') || text(node, 'href'))
  const edit = isEdit(mode)
  const external = flag(node, 'newTab') || href?.startsWith('http') === true
  return (
    <a
      {...root}
      className="aw-link"
      data-text="label"
      href={edit ? undefined : href}
      tabIndex={edit ? -1 : undefined}
      {...(external ? { rel: 'noopener noreferrer', target: '_blank' } : {})}
    >
      {node.texts['label']}
    </a>
  )
}

export function ImageWidget({ node, root }: WidgetProps): ReactNode {
  const src = safeUrl(text(node, 'src') || text(node, 'url'))
  const alt = text(node, 'alt')
  return (
    <div {...root} className={`aw-image${text(node, 'fit') === 'contain' ? ' is-contained' : ''}`}>
      {src ? (
        <img src={src} alt={alt} draggable={false} loading="lazy" />
      ) : (
        <span className="aw-image-empty">{alt || r('image.empty')}</span>
      )}
    </div>
  )
}

export function Placeholder({ node, root, children }: WidgetProps): ReactNode {
  return (
    <div {...root} className="aw-placeholder">
      {node.name}
      {children}
    </div>
  )
}

export function RichText({ node, root, host }: WidgetProps): ReactNode {
  const content = host.richText(node.id)?.content ?? []
  return (
    <div {...root} className="aw-rich" data-text="text">
      {content.map((block, i) => renderBlock(block, i))}
    </div>
  )
}

const TAGS: Record<string, string> = {
  paragraph: 'p',
  bulletList: 'ul',
  orderedList: 'ol',
  listItem: 'li',
  blockquote: 'blockquote',
  codeBlock: 'pre',
}
const MARKS: Record<string, string> = { bold: 'strong', italic: 'em', strike: 's', underline: 'u', code: 'code' }

function renderBlock(node: RichTextNode, key: number): ReactNode {
  if (node.type === 'text') return renderText(node, key)
  if (node.type === 'hardBreak') return <br key={key} />
  if (node.type === 'horizontalRule') return <hr key={key} />
  // Below the page's own headings.
  const level = Math.min(Number(node.attrs?.['level'] ?? 2) + 1, 6)
  const tag = node.type === 'heading' ? `h${level}` : (TAGS[node.type] ?? 'p')
  return createElement(
    tag,
    { key },
    node.content?.map((child, i) => renderBlock(child, i)),
  )
}

function renderText(node: RichTextNode, key: number): ReactNode {
  let words: ReactNode = node.text
  for (const mark of node.marks ?? []) {
    if (mark.type === 'link') {
      words = (
        <a href={safeUrl(shown(mark.attrs?.['href']))} rel="noopener noreferrer">
          {words}
        </a>
      )
    } else words = createElement(MARKS[mark.type] ?? 'span', null, words)
  }
  return <span key={key}>{words}</span>
}
