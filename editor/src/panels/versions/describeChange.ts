import type { NodeDifference } from '@axiom/shared/contracts/versions'
import { findWidget } from '@axiom/shared/widgets/registry'

import { isTextKey, t, type TextKey } from '../../texts/t.ts'

const PLAIN: Readonly<Record<string, TextKey>> = {
  at: 'compare.order',
  name: 'compare.name',
  text: 'compare.text',
  hidden: 'compare.shown',
  locked: 'compare.locked',
}
const SHOWN = 3

/** What differs in a widget, in the words of the inspector: "place, colour, 2 more". */
export function describeKeys(type: string, keys: readonly string[]): string {
  const words = [...new Set(keys.map((key) => describeKey(type, key)))]
  const more = words.length - SHOWN
  const shown = words.slice(0, more === 1 ? words.length : SHOWN)
  return [...shown, ...(more > 1 ? [t('compare.more', { count: more })] : [])].join(', ')
}

function describeKey(type: string, key: string): string {
  const plain = PLAIN[key]
  if (plain) return t(plain)
  const name = key.slice(key.indexOf(':') + 1)
  if (key.startsWith('frame')) return t('compare.place')
  if (key.startsWith('e:')) return t('compare.events')
  if (key.startsWith('s')) return styleName(name)
  const field = findWidget(type)?.inspector.find(({ prop }) => prop === name || prop === key)
  return (field?.label ?? (key.startsWith('x:') ? t('compare.text') : name)).toLowerCase()
}

function styleName(style: string): string {
  if (style === 'width' || style === 'height') return t('compare.size')
  const key = `style.${style}`
  return isTextKey(key) ? t(key).toLowerCase() : style
}

/** Whether the words tell what happened since a version, or what would happen. */
export type Telling = 'version' | 'proposal'

/** The tag on the canvas. */
export function labelOf({ kind, name, type, keys, words }: NodeDifference, telling: Telling = 'version'): string {
  if (kind !== 'changed') return t(`compare.${kind}`, { name })
  const said = telling === 'version' ? 'compare.words' : 'proposals.words'
  return t('compare.changed', { name, what: words ? t(said, words) : describeKeys(type, keys) })
}
