import { defineCommand } from '../command/command.ts'
import { createSignIn } from '../command/signIn.ts'

export const logout = defineCommand({
  name: 'logout',
  about: 'end the session at a server',
  takes: [],
  options: {},
  async run({ session, terminal }) {
    const url = await session.url()
    const stored = await session.store.find(url)
    if (stored) await createSignIn(session.store, url).signOut(stored)
    terminal.note(stored ? `Signed out at ${url}.` : `You were not signed in at ${url}.`)
  },
})
