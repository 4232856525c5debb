import { defineCommand } from '../command/command.ts'
import { Failure } from '../command/failures.ts'
import { originOf } from '../command/session.ts'
import { createSignIn } from '../command/signIn.ts'
import { AxiomError } from '../problem.ts'

export const login = defineCommand({
  name: 'login',
  about: 'sign in at a server, and keep the session for later commands',
  takes: [],
  options: { email: { value: 'address', about: 'whose account' } },
  notes: `Asks for what is not given. The password is read without showing it, or from the standard input.
The session is kept in $XDG_CONFIG_HOME/axiom (~/.config/axiom), readable by you alone.
Programs need no session: they set AXIOM_URL and AXIOM_KEY.`,
  async run({ options, terminal: { ask, note }, session }) {
    const url = originOf(session.named ?? (await ask.line('Address of the server: ')).trim())
    const email = options.email ?? (await ask.line('Email: ')).trim()
    const password = await ask.line('Password: ', { secret: true })
    try {
      const user = await createSignIn(session.store, url).signIn(email, password)
      note(`Signed in at ${url} as ${user.name} (${user.email}).`)
    } catch (error) {
      if (error instanceof AxiomError && error.code === 'invalid_credentials') throw new Failure(error.message)
      throw error
    }
  },
})
