import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

import { startSmtp, type TestSmtp } from '../../../test/startSmtp.ts'
import { openDb } from '../db/openDb.ts'
import type { Db } from '../db/port.ts'
import type { Jobs } from '../jobs/jobs.ts'
import { openJobs } from '../jobs/openJobs.ts'
import { createLog } from '../logging/log.ts'
import { createMetrics } from '../metrics/metrics.ts'
import type { Mail, Mailer } from './mailer.ts'
import { openMailer } from './openMailer.ts'
import { renderMail } from './renderMail.ts'

const MAIL: Mail = {
  to: ['ada@example.com'],
  subject: 'Reset your password',
  content: {
    title: 'Hello <b>Ada</b>',
    paragraphs: ['Somebody asked for a new password.'],
    rows: [['Note', 'a & "b"']],
    link: { label: 'Choose a new one', url: 'https://axiom.example.com/reset?token=a&x=1' },
    footer: 'You get this because of your account.',
  },
  projectId: 'p1',
}

describe('mail', () => {
  let folder: string
  let db: Db
  let smtp: TestSmtp
  let jobs: Jobs
  let ends: (() => unknown)[]

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'axiom-mail-'))
    db = await openDb({ dataDir: folder })
    smtp = await startSmtp()
    ends = []
  })
  afterEach(async () => {
    await jobs.stop(0)
    for (const end of ends) end()
    await smtp.close()
    await db.close()
    await rm(folder, { recursive: true, force: true })
  })

  async function open(url: string | null): Promise<Mailer> {
    jobs = await openJobs({ db, log: createLog('silent'), metrics: createMetrics(), pollMs: 20 })
    const from = 'Axiom <axiom@example.com>'
    const { mailer, close } = await openMailer({ db, jobs, now: Date.now, smtp: url === null ? null : { url, from } })
    ends.push(close)
    jobs.start()
    return mailer
  }

  it('arrives as text and as HTML, with its transaction, and its sender signs in', async () => {
    const mailer = await open(smtp.url)
    await db.withTransaction((session) => mailer.send({ ...MAIL, replyTo: 'bob@example.com' }, { session }))
    await vi.waitFor(() => expect(smtp.received).toHaveLength(1))
    const [letter] = smtp.received
    expect(letter).toMatchObject({ from: 'axiom@example.com', to: ['ada@example.com'], user: 'axiom' })
    expect(letter?.source).toMatch(/^Subject: Reset your password\r$/m)
    expect(letter?.source).toMatch(/^Reply-To: bob@example.com\r$/m)
    expect(letter?.source).toMatch(/^Message-ID: <[0-9A-Za-z]{16}@127.0.0.1>\r$/m)
    expect(letter?.source).toContain('Somebody asked for a new password.')
    expect(letter?.source).toContain('text/html')
    expect(await mailer.listKept('p1', 10)).toEqual([])
  })

  it('waits for a mail server that cannot take it now', async () => {
    smtp.refuse(451)
    const mailer = await open(smtp.url)
    await mailer.send(MAIL)
    await vi.waitFor(() => expect(smtp.refused).toBe(1))
    smtp.refuse(null)
    await vi.waitFor(() => expect(smtp.received).toHaveLength(1))
  })

  it('is kept with the reason when the server refuses it for good', async () => {
    smtp.refuse(550)
    const mailer = await open(smtp.url)
    await mailer.send(MAIL)
    await vi.waitFor(async () => expect(await mailer.listKept('p1', 10)).toHaveLength(1))
    const [kept] = await mailer.listKept('p1', 10)
    expect(kept).toMatchObject({ subject: MAIL.subject, error: expect.stringContaining('550') })
    expect(await jobs.listDead(5)).toHaveLength(1)
  })

  it('is kept, link and all, when mail is not set up', async () => {
    const mailer = await open(null)
    expect(mailer.isSetUp).toBe(false)
    await mailer.send(MAIL)
    await vi.waitFor(async () => expect(await mailer.listKept('p1', 10)).toHaveLength(1))
    const [kept] = await mailer.listKept('p1', 10)
    expect(kept).toMatchObject({ to: ['ada@example.com'], subject: MAIL.subject, error: null })
    expect(kept?.text).toContain(MAIL.content.link?.url)
    expect(await mailer.listKept(null, 10)).toEqual([])
  })

  it('lets nobody write headers', async () => {
    const mailer = await open(smtp.url)
    await mailer.send({ ...MAIL, subject: 'Hi\r\nBcc: eve@example.com' })
    await vi.waitFor(() => expect(smtp.received).toHaveLength(1))
    expect(smtp.received[0]?.to).toEqual(['ada@example.com'])
    expect(smtp.received[0]?.source).not.toMatch(/^Bcc:/m)
  })
})

it('mails show what people wrote, and are no page of theirs', () => {
  const { text, html } = renderMail(MAIL.content)
  expect(text).toContain('Hello <b>Ada</b>')
  expect(html).toContain('Hello &lt;b&gt;Ada&lt;/b&gt;')
  expect(html).toContain('a &amp; &quot;b&quot;')
  expect(html).toContain('href="https://axiom.example.com/reset?token=a&amp;x=1"')
})
