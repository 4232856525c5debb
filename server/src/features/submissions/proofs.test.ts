import type { Challenge } from '@axiom/shared/contracts/proofs'
import { afterAll, beforeAll, expect, it } from 'vitest'

import { type ContactForm, GOOD, publishForm, sendForm } from '../../../test/contactForm.ts'
import { createTestServer, type TestServer } from '../../../test/createTestServer.ts'
import { proofHeader, solve } from '../../../test/proof.ts'

let server: TestServer
let form: ContactForm
/** Ahead of the store, which removes what has expired by its own clock. */
let time = Date.parse('2100-03-01T12:00:00Z')

beforeAll(async () => {
  server = await createTestServer({ now: () => time++ })
  form = await publishForm(server, 'Owner', { captcha: true })
})
afterAll(() => server.close())

async function ask({ project, path, formId }: ContactForm = form): Promise<Challenge> {
  const { status, text } = await server.app(project.slug, `${path}/challenge?form=${formId}`)
  expect(status).toBe(200)
  return JSON.parse(text) as Challenge
}

const send = async (proof?: unknown, to = form): Promise<[number, string | undefined]> => {
  const { status, body } = await sendForm(server, to, GOOD, {}, proof === undefined ? {} : proofHeader(proof))
  return [status, body.code]
}

const REFUSED = [403, 'proof_refused']

it('a guarded form takes an answer with a proof, once', async () => {
  const proof = await solve(await ask())
  expect(await send(proof)).toEqual([201, undefined])
  expect(await send(proof)).toEqual(REFUSED)
  expect(await send()).toEqual(REFUSED)
})

it('of two that use one proof at the same moment, one is taken', async () => {
  const proof = await solve(await ask())
  const answers = await Promise.all([1, 2, 3, 4].map(() => send(proof)))
  expect(answers.map(([status]) => status).toSorted()).toEqual([201, 403, 403, 403])
})

it('one that is sent twice under its key, with the same proof, is one, and answered alike', async () => {
  const proof = await solve(await ask())
  const answers = await Promise.all(
    [1, 2, 3].map(() => sendForm(server, form, GOOD, {}, { 'idempotency-key': 'twice', ...proofHeader(proof) })),
  )
  expect(answers.map(({ status }) => status)).toEqual([201, 201, 201])
  expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1)
})

it('a mistake in the answers costs no proof', async () => {
  const proof = await solve(await ask())
  expect((await sendForm(server, form, { ...GOOD, email: 'ada' }, {}, proofHeader(proof))).status).toBe(400)
  expect(await send(proof)).toEqual([201, undefined])
})

it('proofs that are forged, unfinished or too old are refused', async () => {
  const { challenge, solution } = await solve(await ask())
  const { parameters, signature } = challenge
  const forged: unknown[] = [
    { challenge, solution: { ...solution, counter: solution.counter + 1 } },
    { challenge, solution: { counter: 0, derivedKey: parameters.keyPrefix.padEnd(64, '0') } },
    { challenge: { signature, parameters: { ...parameters, cost: 1 } }, solution },
    { challenge: { signature, parameters: { ...parameters, expiresAt: parameters.expiresAt + 600 } }, solution },
    { challenge: { signature: signature.replace(/^./, (first) => (first === '0' ? '1' : '0')), parameters }, solution },
  ]
  for (const proof of forged) expect(await send(proof)).toEqual(REFUSED)
  for (const proof of [null, 'x', {}, { challenge, solution: {} }, { challenge: { parameters }, solution }])
    expect((await send(proof))[0]).toBe(400)
  time += 11 * 60_000
  expect(await send({ challenge, solution })).toEqual(REFUSED)
  expect(await send(await solve(await ask()))).toEqual([201, undefined])
})

it('a proof for another form or project is refused, and who has none is asked for none', async () => {
  const other = await publishForm(server, 'Other', { captcha: true })
  expect(await send(await solve(await ask(other)))).toEqual(REFUSED)
  const plain = await publishForm(server, 'Plain')
  expect(await send(undefined, plain)).toEqual([201, undefined])
  const path = `${plain.path}/challenge?form=${plain.formId}`
  expect((await server.app(plain.project.slug, path)).status).toBe(404)
  // Of another project the app's origin knows nothing.
  expect((await server.app(plain.project.slug, `${form.path}/challenge?form=${form.formId}`)).status).toBe(404)
  expect((await server.anonymous('GET', `${form.path}/challenge?form=nothing`)).status).toBe(404)
})
