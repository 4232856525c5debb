// A process full of people: its own, so that no server's stop or load is theirs.
import './browser.ts'
import { seededRandom } from '@axiom/shared/document/chance'

import { Account } from './api.ts'
import { Editor } from './editor.ts'
import type { FromCrowd, Place, ToCrowd } from './messages.ts'

const TELL_MS = 200
/** Nobody types for longer than this in one turn of the loop, however late it is. */
const AT_ONCE = 20

const editors = new Map<string, Editor>()
const accounts = new Map<string, Account>()
let setting: Extract<ToCrowd, { kind: 'start' }> | null = null
let random = seededRandom(0)
let worker: NodeJS.Timeout | undefined

function tell(message: FromCrowd): void {
  if (process.connected) process.send?.(message)
}

function open(place: Place): void {
  if (setting === null) throw new Error('not started')
  const { url } = setting
  const account = accounts.get(place.email) ?? new Account(url, place.email)
  accounts.set(place.email, account)
  const editor = new Editor({
    ...place,
    url: `${url.replace(/^http/, 'ws')}/collaboration?project=${place.affinity}`,
    user: { id: place.email, name: place.name },
    getToken: account.getToken,
    random,
    onBack: (ms) => tell({ kind: 'back', ms }),
    onProblem: (text) => tell({ kind: 'problem', text }),
  })
  editors.set(place.name, editor)
}

/** Open loop: what is to be done depends on the clock alone, not on how fast the server answers. */
function start(setting: Extract<ToCrowd, { kind: 'start' }>): void {
  const began = performance.now()
  let done = 0
  worker = setInterval(() => {
    const due = ((performance.now() - began) / 1000) * setting.perSecond
    const list = [...editors.values()]
    for (let i = 0; i < AT_ONCE && done < due; i++) {
      list[Math.floor(random() * list.length)]?.work()
      done += 1
    }
  }, 5)
}

function flush(): void {
  for (const [editor, one] of editors) {
    const { operations, acknowledgements } = one
    if (operations.length === 0 && acknowledgements.length === 0) continue
    one.operations = []
    one.acknowledgements = []
    tell({ kind: 'progress', editor, projectId: one.session.projectId, operations, acknowledgements })
  }
}

async function receive(message: ToCrowd): Promise<void> {
  switch (message.kind) {
    case 'start':
      setting = message
      random = seededRandom(message.seed)
      message.places.forEach(open)
      start(message)
      setInterval(flush, TELL_MS)
      return
    case 'replace': {
      const leaver = editors.get(message.leaver)
      flush()
      editors.delete(message.leaver)
      await leaver?.session.close()
      open(message.place)
      return
    }
    case 'rest':
      clearInterval(worker)
      return
    case 'report':
      flush()
      return tell({ kind: 'report', id: message.id, states: [...editors.values()].map(({ state }) => state) })
  }
}

process.on('message', (message: ToCrowd) => void receive(message))
process.on('disconnect', () => process.exit(0))
