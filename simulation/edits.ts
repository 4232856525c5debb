import { addField } from '@axiom/shared/document/operations/addField'
import { addModel } from '@axiom/shared/document/operations/addModel'
import { addScreen } from '@axiom/shared/document/operations/addScreen'
import { duplicateNodes } from '@axiom/shared/document/operations/duplicateNodes'
import { editText } from '@axiom/shared/document/operations/editText'
import { insertNodes } from '@axiom/shared/document/operations/insertNodes'
import { moveNodes } from '@axiom/shared/document/operations/moveNodes'
import { renameNode } from '@axiom/shared/document/operations/renameNode'
import { restoreNodes } from '@axiom/shared/document/operations/restoreNodes'
import { setField } from '@axiom/shared/document/operations/setField'
import { setFrames } from '@axiom/shared/document/operations/setFrames'
import { setProps } from '@axiom/shared/document/operations/setProps'
import { setStyles } from '@axiom/shared/document/operations/setStyles'
import { setThemeToken } from '@axiom/shared/document/operations/setThemeToken'
import { trashField } from '@axiom/shared/document/operations/trashField'
import { trashNodes } from '@axiom/shared/document/operations/trashNodes'
import { wrapNodes } from '@axiom/shared/document/operations/wrapNodes'
import type { EditorOrigin, ProjectDoc } from '@axiom/shared/document/projectDoc'
import { textOf } from '@axiom/shared/document/texts'

interface Hand {
  doc: ProjectDoc
  origin: EditorOrigin
  random: () => number
}

const upTo = ({ random }: Hand, limit: number): number => Math.floor(random() * limit)
const pick = (hand: Hand, list: readonly string[]): string => list[upTo(hand, list.length)] ?? ''
const aNode = (hand: Hand): string => pick(hand, [...hand.doc.roots.nodes.keys()])
const aParent = (hand: Hand): string => pick(hand, [...hand.doc.roots.screens.keys(), ...hand.doc.roots.nodes.keys()])
const aModel = (hand: Hand): string => pick(hand, [...hand.doc.roots.models.keys()])
const aField = (hand: Hand): string => pick(hand, [...hand.doc.roots.fields.keys()])

/** What people do, by name; each is an operation of `shared`, on things chosen by chance. */
const EDITS: Record<string, (hand: Hand) => unknown> = {
  insert: (hand) =>
    insertNodes(
      hand.doc,
      {
        parentId: aParent(hand),
        nodes: [{ type: 'container', texts: { label: 'Box' }, children: [{ type: 'card', texts: { label: 'Card' } }] }],
      },
      hand.origin,
    ),
  move: (hand) => moveNodes(hand.doc, { ids: [aNode(hand)], parentId: aParent(hand) }, hand.origin),
  frame: (hand) =>
    setFrames(
      hand.doc,
      { frames: { [aNode(hand)]: { x: upTo(hand, 900), y: upTo(hand, 900), w: 100, h: 40 } } },
      hand.origin,
    ),
  props: (hand) =>
    setProps(
      hand.doc,
      { ids: [aNode(hand)], props: { a: hand.random() < 0.3 ? undefined : upTo(hand, 9) } },
      hand.origin,
    ),
  styles: (hand) => setStyles(hand.doc, { ids: [aNode(hand)], styles: { gap: upTo(hand, 9) } }, hand.origin),
  rename: (hand) => renameNode(hand.doc, { id: aNode(hand), name: `Name ${upTo(hand, 9)}` }, hand.origin),
  trash: (hand) => trashNodes(hand.doc, { ids: [aNode(hand)] }, hand.origin),
  restore: (hand) => restoreNodes(hand.doc, { ids: [aNode(hand)] }, hand.origin),
  duplicate: (hand) => duplicateNodes(hand.doc, { ids: [aNode(hand)] }, hand.origin),
  wrap: (hand) => wrapNodes(hand.doc, { ids: [aNode(hand)], wrapper: { type: 'container' } }, hand.origin),
  theme: (hand) => setThemeToken(hand.doc, { tokens: { accent: upTo(hand, 9) } }, hand.origin),
  screen: (hand) => addScreen(hand.doc, { name: 'Page' }, hand.origin),
  model: (hand) => addModel(hand.doc, { name: `model_${upTo(hand, 1e6)}` }, hand.origin),
  field: (hand) =>
    addField(hand.doc, { modelId: aModel(hand), name: `field_${upTo(hand, 1e6)}`, type: 'text' }, hand.origin),
  label: (hand) => setField(hand.doc, { id: aField(hand), label: `Label ${upTo(hand, 9)}` }, hand.origin),
  trashField: (hand) => trashField(hand.doc, { id: aField(hand) }, hand.origin),
  text: (hand) => {
    const id = aNode(hand)
    const now = textOf(hand.doc, id, 'label')?.toJSON() ?? ''
    const cut = upTo(hand, now.length + 1)
    const text = `${now.slice(0, cut)}${upTo(hand, 99)}${now.slice(cut + upTo(hand, 3))}`
    editText(hand.doc, { id, name: 'label', text }, hand.origin)
  },
}

/** Typing and moving are what people do most. */
const OFTEN = ['text', 'text', 'text', 'move', 'frame', 'frame', 'props', 'insert', 'trash']

export function pickEdit(random: () => number): string {
  const names = [...Object.keys(EDITS), ...OFTEN]
  return names[Math.floor(random() * names.length)] ?? 'insert'
}

const NEEDS: Record<string, 'models' | 'fields' | null> = {
  insert: null,
  theme: null,
  screen: null,
  model: null,
  field: 'models',
  label: 'fields',
  trashField: 'fields',
}

/** Does one edit, or an insert where there is nothing to do it to. */
export function doEdit(name: string, hand: Hand): void {
  const needs = name in NEEDS ? NEEDS[name] : 'nodes'
  const isPossible = needs === null || needs === undefined || hand.doc.roots[needs].size > 0
  EDITS[isPossible ? name : 'insert']?.(hand)
}
