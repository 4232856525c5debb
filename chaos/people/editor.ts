import { insertNodes } from '@axiom/shared/document/operations/insertNodes'
import { moveNodes } from '@axiom/shared/document/operations/moveNodes'
import { restoreNodes } from '@axiom/shared/document/operations/restoreNodes'
import { setProps } from '@axiom/shared/document/operations/setProps'
import { trashNodes } from '@axiom/shared/document/operations/trashNodes'
import { textOf } from '@axiom/shared/document/texts'

import { openProjectSession, type ProjectSession } from '../../editor/src/document/projectSession.ts'
import { fingerprintOf } from './fingerprint.ts'
import { parentOf } from './ledger.ts'
import { COUNTER, tagOf, type Operation } from './operation.ts'
import { WireWatch } from './wireWatch.ts'

export interface EditorConfig {
  name: string
  projectId: string
  /** Of the socket. */
  url: string
  /** Containers that are always there: parents, and something to quarrel about. */
  shelves: readonly string[]
  user: { id: string; name: string }
  getToken: (options: { fresh: boolean }) => Promise<string>
  random: () => number
  onBack: (ms: number) => void
  onProblem: (problem: string) => void
}

export interface EditorState {
  name: string
  projectId: string
  isSaved: boolean
  says: string
  issued: number
  acknowledged: number
  fingerprint: string
}

type Draft = Operation extends infer O ? (O extends Operation ? Omit<O, 'n' | 'at'> : never) : never

/** How often each is done, of a hundred. */
const OFTEN: readonly [Operation['kind'] | 'trash' | 'restore', number][] = [
  ['write', 51],
  ['erase', 12],
  ['set', 14],
  ['place', 8],
  ['insert', 7],
  ['trash', 3],
  ['restore', 2],
  ['juggle', 3],
]

/** Somebody with the editor's own session, who remembers everything that he does. */
export class Editor {
  readonly name: string
  readonly session: ProjectSession
  readonly #config: EditorConfig
  readonly #nodes: string[] = []
  readonly #tags: { tag: string; node: string }[] = []
  #issued = 0
  #acknowledged = 0
  #isHonest = true
  /** Not told to anybody yet. */
  operations: Operation[] = []
  acknowledgements: [upTo: number, at: number][] = []

  constructor(config: EditorConfig) {
    this.#config = config
    this.name = config.name
    const wire = new WireWatch({
      issued: () => this.#issued,
      onAcknowledged: (upTo) => this.#hear(upTo),
      onBack: config.onBack,
    })
    const { projectId, user, url, getToken } = config
    this.session = openProjectSession({ projectId, user, url, getToken, openSocket: wire.open })
    this.session.status.subscribe(() => this.#observe())
  }

  get state(): EditorState {
    const { kind, changes, problem } = this.session.status.get()
    return {
      name: this.name,
      projectId: this.#config.projectId,
      isSaved: this.session.loaded() && kind === 'saved' && changes === 0,
      says: `${kind} ${changes} ${problem ?? ''}`,
      issued: this.#issued,
      acknowledged: this.#acknowledged,
      fingerprint: fingerprintOf(this.session.doc.y),
    }
  }

  /** Does something, if there is anything on the screen yet. */
  work(): void {
    if (!this.session.loaded() || this.session.renewal() !== null) return
    const at = performance.now()
    const n = this.#issued + 1
    const draft = this.session.undo.step('Chaos', () => this.#try(this.#choose(), n) ?? this.#try('insert', n))
    if (draft === null) return
    this.#issued = n
    this.operations.push({ ...draft, n, at })
  }

  #choose(): (typeof OFTEN)[number][0] {
    let left = this.#config.random() * 100
    return OFTEN.find(([, weight]) => (left -= weight) < 0)?.[0] ?? 'write'
  }

  /** Null when there is nothing to do it to. */
  #try(kind: (typeof OFTEN)[number][0], n: number): Draft | null {
    const { doc, origin } = this.session
    const shelf = this.#pick(this.#config.shelves)
    switch (kind) {
      case 'insert': {
        const [node] = insertNodes(doc, { parentId: shelf, nodes: [{ type: 'card', texts: { label: '' } }] }, origin)
        if (node === undefined) return null
        this.#nodes.push(node)
        return { kind, node }
      }
      case 'write':
        return this.#write(tagOf(this.name, n))
      case 'erase':
        return this.#erase()
      case 'set':
        return this.#withNode((node) => {
          setProps(doc, { ids: [node], props: { [COUNTER]: n } }, origin)
          return { kind, node }
        })
      case 'place':
        return this.#place((ids) => moveNodes(doc, { ids, parentId: shelf }, origin))
      case 'trash':
        return this.#place((ids) => trashNodes(doc, { ids }, origin))
      case 'restore':
        return this.#place((ids) => restoreNodes(doc, { ids }, origin))
      case 'juggle':
        return moveNodes(doc, { ids: [this.#pick(this.#config.shelves)], parentId: shelf }, origin).length > 0
          ? { kind }
          : null
    }
  }

  #pick<T>(list: readonly T[]): T {
    const one = list[Math.floor(this.#config.random() * list.length)]
    if (one === undefined) throw new Error('nothing to choose from')
    return one
  }

  #withNode(work: (node: string) => Draft | null): Draft | null {
    return this.#nodes.length === 0 ? null : work(this.#pick(this.#nodes))
  }

  #place(work: (ids: string[]) => readonly string[]): Draft | null {
    return this.#withNode((node) =>
      work([node]).length > 0 ? { kind: 'place', node, parent: parentOf(this.session.doc, node) } : null,
    )
  }

  /** At an end of a text that others write into as well; never into the middle of a tag. */
  #write(tag: string): Draft | null {
    const { doc, origin } = this.session
    const isShared = this.#config.random() < 0.4
    const node = isShared || this.#nodes.length === 0 ? this.#pick(this.#config.shelves) : this.#pick(this.#nodes)
    const text = textOf(doc, node, 'label')
    if (text === null) return null
    doc.y.transact(() => text.insert(this.#config.random() < 0.3 ? 0 : text.length, tag), origin)
    this.#tags.push({ tag, node })
    return { kind: 'write', tag }
  }

  #erase(): Draft | null {
    const { doc, origin } = this.session
    if (this.#tags.length === 0) return null
    const [{ tag, node } = { tag: '', node: '' }] = this.#tags.splice(
      Math.floor(this.#config.random() * this.#tags.length),
      1,
    )
    const text = textOf(doc, node, 'label')
    const start = text?.toJSON().indexOf(tag) ?? -1
    if (text === null || start < 0) {
      this.#config.onProblem(`${this.name} does not see ${tag} any more`)
      return null
    }
    doc.y.transact(() => text.delete(start, tag.length), origin)
    return { kind: 'erase', tag }
  }

  #hear(upTo: number): void {
    if (upTo <= this.#acknowledged) return
    this.#acknowledged = upTo
    this.acknowledgements.push([upTo, performance.now()])
  }

  #observe(): void {
    const { kind, changes, problem } = this.session.status.get()
    const isBad = problem === 'refused' || problem === 'noAccess' || problem === 'tooLarge' || problem === 'tooOld'
    const isLie = kind === 'saved' && changes === 0 && this.#acknowledged < this.#issued
    if (!this.#isHonest || (!isBad && !isLie)) return
    this.#isHonest = false
    const renewal = this.session.renewal()
    const refusal = renewal !== null && 'refusal' in renewal ? renewal.refusal : null
    this.#config.onProblem(
      isBad
        ? `${this.name} was refused: ${problem} ${JSON.stringify(refusal)}`
        : `${this.name} says Saved at ${this.#acknowledged} of ${this.#issued}`,
    )
  }
}
