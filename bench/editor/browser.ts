import { chromium, type Browser, type BrowserContext } from '@playwright/test'

import { CHROMIUM } from '../../e2e/fixtures/chromium.ts'
import { PASSWORD, personEmail } from '../collaboration/axiomProjects.ts'
import { fill } from '../collaboration/crowd.ts'
import { startTarget } from '../collaboration/targets.ts'
import type { Options } from '../options.ts'

export interface Stage {
  /** Address of the project's page. */
  page: string
  /** A browser profile of its own, signed in, with nothing cached. */
  newContext: () => Promise<BrowserContext>
}

/** A real server with one project of so many widgets on one screen, and a browser in front of it. */
export async function onStage<T>(widgets: number, options: Options, work: (stage: Stage) => Promise<T>): Promise<T> {
  const running = await startTarget('Axiom', options.profile)
  let browser: Browser | null = null
  try {
    const place = await running.prepare(1)
    await fill(running, place, widgets)
    browser = await chromium.launch(CHROMIUM)
    const origin = `http://localhost:${running.process.port}`
    const opened = browser
    return await work({
      page: `${origin}/p/${place.documents[0]}`,
      newContext: () => signedIn(opened, origin),
    })
  } finally {
    await browser?.close()
    await running.stop()
  }
}

export async function signedIn(browser: Browser, origin: string): Promise<BrowserContext> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
  const answer = await context.request.post(`${origin}/api/auth/login`, {
    data: { email: personEmail(0), password: PASSWORD },
    headers: { origin },
  })
  if (!answer.ok()) throw new Error(`sign-in answered ${answer.status()}`)
  return context
}
