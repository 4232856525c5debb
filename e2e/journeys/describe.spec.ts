import { suggestApp } from '@axiom/shared/suggest/suggestApp'
import { expect, test, type Page } from '@playwright/test'

import { startChatServer, stream } from '../../server/test/chatServer.ts'
import { call, expectStatus, invite, newProject, nodeByText, signUp, tokenOf } from '../fixtures/actors.ts'
import { seriousFindings } from '../fixtures/axe.ts'
import { insert, layer } from '../fixtures/editing.ts'
import { startServer, type TestServer } from '../fixtures/server.ts'

let server: TestServer

test.beforeAll(async () => {
  server = await startServer()
})

test.afterAll(async () => {
  await server?.close()
})

const BRIEF = 'Inventory for a small shop with suppliers and reorder levels'

const row = (page: Page, name: string) => page.locator('.ax-change').filter({ hasText: name })

/** In the editor, by the command palette. */
async function describeChange(page: Page, brief: string): Promise<void> {
  await page.getByTestId('canvas').focus()
  await page.keyboard.press('ControlOrMeta+k')
  await page.getByPlaceholder('Type a command or a widget').fill('Describe')
  await page.keyboard.press('Enter')
  await page.getByRole('dialog').getByLabel('What should change?').fill(brief)
  await page.keyboard.press('ControlOrMeta+Enter')
}

test('a brief becomes a suggestion that two people see, accept in parts and whole, and take back; the app works', async ({
  browser,
}) => {
  const mara = await signUp(browser, server, 'Mara')
  const { page } = mara
  await page.getByRole('button', { name: 'Describe what you need' }).click()
  const dialog = page.getByRole('dialog', { name: 'Describe what you need' })
  expect(await seriousFindings(page)).toEqual([])
  await dialog.getByLabel('What do you need?').fill(BRIEF)
  await dialog.getByRole('button', { name: 'Suggest', exact: true }).click()
  await expect(page.getByTestId('comparison')).toContainText(`${BRIEF} if you accept it`)
  await expect(page.getByText('Built-in rules')).toBeVisible()
  await expect(row(page, 'Model Products')).toContainText('Will be added, with 8 fields')
  expect(await seriousFindings(page)).toEqual([])

  // It is first seen as it would be; a new screen is looked at before it is there.
  await expect(page.getByRole('radio', { name: 'As suggested' })).toBeChecked()
  await expect(page.getByRole('group', { name: /^The screen in another state/ })).toContainText('Overview')
  await row(page, 'Screen Suppliers').getByRole('button').first().click()
  await expect(page.getByRole('group', { name: /^The screen in another state/ })).toContainText('New supplier')
  await expect(page.getByLabel('Its screen')).toHaveValue(/./)

  const ben = await signUp(browser, server, 'Ben')
  const projectId = /\/p\/([^/?#]+)/.exec(page.url())?.[1] ?? ''
  await invite(server, mara, ben, projectId)
  await ben.page.getByRole('button', { name: 'Versions' }).first().click()
  await ben.page.getByRole('radio', { name: 'Suggestions (1)' }).click()
  await ben.page.getByRole('button', { name: new RegExp(BRIEF) }).click()
  await expect(row(ben.page, 'Model Suppliers')).toBeVisible()
  // What becomes of the project is seen on what is there.
  await ben.page.getByRole('radio', { name: 'Now' }).click()

  await row(page, 'Model Suppliers').getByRole('button', { name: 'Accept this one' }).click()
  await expect(row(page, 'Model Suppliers')).toHaveCount(0)
  await expect(row(page, 'Model Products')).toBeVisible()
  await page.getByRole('button', { name: 'Accept all' }).click()
  await expect(nodeByText(ben.page, /^Overview$/)).toBeVisible()
  await page.getByRole('button', { name: 'Take back what was accepted' }).click()
  await expect(nodeByText(ben.page, /^Overview$/)).toHaveCount(0)
  await page.getByRole('button', { name: 'Accept all' }).click()
  await expect(nodeByText(page, /^Overview$/)).toBeVisible()
  await expectStatus(page, 'Saved')

  const token = await tokenOf(mara)
  const { slug } = (await call<{ slug: string }>(server, token, 'GET', `/api/projects/${projectId}`)).body
  expect((await call(server, token, 'POST', `/api/projects/${projectId}/publish`, {})).status).toBe(201)
  const app = await mara.context.newPage()
  await app.goto(`http://${slug}.localhost:${server.appsPort}/suppliers`)
  await expect(app.getByRole('button', { name: 'Save' })).toBeVisible()
  await app.close()
  await describeChange(page, 'Add a shelf to products')
  await expect(row(page, 'Field Shelf')).toBeVisible()
  await page.getByRole('button', { name: 'Accept all' }).click()
  await describeChange(page, 'Add a shelf to products')
  await expect(page.getByRole('dialog').getByText('The project has all of that already.')).toBeVisible()
  expect([...mara.errors, ...ben.errors]).toEqual([])
  await mara.context.close()
  await ben.context.close()
})

test('without connection it says so, and the words stay', async ({ browser }) => {
  const mara = await signUp(browser, server, 'Cleo')
  const { page } = mara
  await page.getByRole('button', { name: 'Describe what you need' }).click()
  const words = page.getByRole('dialog').getByLabel('What do you need?')
  await words.fill(BRIEF)
  await mara.context.setOffline(true)
  await page.getByRole('button', { name: 'Suggest', exact: true }).click()
  await expect(page.getByText('The server cannot be reached, and suggestions are made there.')).toBeVisible()
  await mara.context.setOffline(false)
  await expect(words).toHaveValue(BRIEF)
  await page.getByRole('button', { name: 'Suggest', exact: true }).click()
  await expect(page.getByTestId('comparison')).toBeVisible()
  await mara.context.close()
})

test('what could be better, what comes next, a look in words and a screen for a model', async ({ browser }) => {
  const mara = await signUp(browser, server, 'Dora')
  const { page } = mara
  await newProject(mara, 'Order tracking')
  await insert(page, 'table')
  await expect(layer(page, 'Table')).toBeVisible()
  await page.getByTestId('canvas').focus()
  await page.keyboard.press('ControlOrMeta+k')
  await page.getByPlaceholder('Type a command or a widget').fill('Look for improvements')
  await page.keyboard.press('Enter')
  const findings = page.getByRole('list', { name: 'Improvements' })
  await expect(findings).toContainText('It shows the records of no model, so it stays empty.')
  expect(await seriousFindings(page)).toEqual([])
  await findings.getByRole('button', { name: 'Show Orders: Table' }).click()
  await expect(findings).not.toContainText('It shows the records of no model')
  // One step, as everything that one does oneself.
  await page.getByRole('button', { name: /^Undo Show Orders/ }).click()
  await expect(findings).toContainText('It shows the records of no model')

  await page.getByRole('button', { name: 'Theme', exact: true }).first().click()
  await page.getByLabel('How it should look').fill('warm, calm, for a bakery')
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'Apply', exact: true }).click()
  await expect(page.getByRole('button', { name: /^Undo Theme “warm, calm, for a bakery”/ })).toBeEnabled()

  await page.getByRole('button', { name: 'Data', exact: true }).first().click()
  await page.getByRole('button', { name: 'Orders orders' }).hover()
  await page.getByRole('button', { name: 'Actions for Orders' }).click()
  await page.getByRole('menuitem', { name: 'Suggest a screen' }).click()
  await expect(row(page, 'Screen Orders')).toBeVisible()
  await page.getByRole('button', { name: 'Accept all' }).click()

  await page.getByRole('button', { name: 'Layers', exact: true }).first().click()
  await page.getByRole('button', { name: 'Add screen' }).click()
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Insert', exact: true }).first().click()
  const next = page.getByRole('region', { name: 'What comes next' })
  await next.getByRole('button', { name: /^Insert Orders table/ }).click()
  await expect(page.getByTestId('artboard').getByRole('table')).toBeVisible()
  expect(mara.errors).toEqual([])
  await mara.context.close()
})

test('a language model: what it writes is seen, what it gets wrong is repaired or said, what it used is shown', async ({
  browser,
}) => {
  const model = await startChatServer()
  const own = await startServer({
    AI_BASE_URL: model.baseUrl,
    AI_MODEL: 'local-7b',
    AI_PRICE_INPUT: '2',
    AI_PRICE_OUTPUT: '6',
  })
  const mara = await signUp(browser, own, 'Mara')
  const { page } = mara
  await page.getByRole('button', { name: 'Describe what you need' }).click()
  const dialog = page.getByRole('dialog', { name: 'Describe what you need' })
  const words = dialog.getByLabel('What do you need?')
  const go = dialog.getByRole('button', { name: 'Suggest', exact: true })
  await words.fill('Kayaks that are lent')

  // It begins to write and does not end: given up, and let go of.
  const closed = Promise.withResolvers<void>()
  model.behave((response) => {
    response.once('close', closed.resolve).writeHead(200, { 'content-type': 'text/event-stream' })
    response.write('data: {"choices":[{"delta":{"content":"{\\"title\\""}}]}\n\n')
  })
  await go.click()
  await expect(dialog.getByRole('status')).toContainText('The language model is writing, 8 characters so far')
  await dialog.getByRole('button', { name: 'Cancel' }).click()
  await closed.promise
  await expect(words).toHaveValue('Kayaks that are lent')

  model.behave((response) => stream(response, 'I would rather not.'))
  await go.click()
  await expect(dialog).toContainText('The language model’s answer was no valid plan, even when asked again.')
  model.behave((response) => response.writeHead(401).end())
  await go.click()
  await expect(dialog).toContainText('should check AI_BASE_URL, AI_MODEL and AI_API_KEY')

  // First malformed, then repaired.
  const plan = JSON.stringify(suggestApp('Kayaks and loans'))
  const usage = { prompt_tokens: 3_000, completion_tokens: 1_000 }
  model.behave((response, n) => stream(response, n === 0 ? plan.slice(0, -20) : plan, { usage }))
  await go.click()
  await expect(page.getByTestId('comparison')).toContainText('Kayaks that are lent if you accept it')
  await expect(page.getByText('local-7b')).toBeVisible()
  expect(model.asked).toHaveLength(2)
  await page.getByRole('button', { name: 'Accept all' }).click()
  await expect(nodeByText(page, /^Overview$/)).toBeVisible()

  // It has a look and ideas, too, and where it fails the rules say so.
  await page.getByRole('button', { name: 'Theme', exact: true }).first().click()
  await page.getByLabel('How it should look').fill('calm and wet')
  model.behave((response) => response.writeHead(401).end())
  await page.keyboard.press('Enter')
  await expect(page.getByText('The built-in rules answered instead.')).toBeVisible()
  await page.getByRole('button', { name: 'Apply', exact: true }).click()
  await page.getByRole('button', { name: 'Layers', exact: true }).first().click()
  await page.getByTestId('canvas').focus()
  await page.keyboard.press('ControlOrMeta+k')
  await page.getByPlaceholder('Type a command or a widget').fill('Look for improvements')
  await page.keyboard.press('Enter')
  model.behave((response) => {
    const outline = JSON.parse(model.asked.at(-1)?.body.messages.at(-1)?.content ?? '{}') as {
      models: { id: string }[]
    }
    const id = outline.models[0]?.id
    const edits = [{ edit: 'relabel', id, to: 'Our kayaks' }]
    const idea = { severity: 'high', about: id, message: 'Say whose they are.', label: 'Call them ours', edits }
    stream(response, JSON.stringify({ ideas: [idea] }), { usage })
  })
  await page.getByRole('button', { name: 'Ask local-7b, too' }).click()
  await page.getByRole('radio', { name: /^Project/ }).click()
  const findings = page.getByRole('list', { name: 'Improvements' })
  await expect(findings).toContainText('Say whose they are.')
  expect(await seriousFindings(page)).toEqual([])
  await findings.getByRole('button', { name: 'Call them ours: Kayaks' }).click()
  await expect(findings).not.toContainText('Say whose they are.')
  await expect(page.getByRole('button', { name: /^Undo Call them ours/ })).toBeEnabled()

  await page.getByTestId('canvas').focus()
  await page.keyboard.press('ControlOrMeta+k')
  await page.getByPlaceholder('Type a command or a widget').fill('Suggestions used')
  await page.keyboard.press('Enter')
  const used = page.getByRole('dialog', { name: 'Suggestions used' })
  await expect(used).toContainText('local-7b suggests now')
  await page.goto(own.url)
  await page.getByRole('button', { name: /^Account of Mara/ }).click()
  await page.getByRole('menuitem', { name: 'Suggestions used' }).click()
  // What broke off is paid for as well.
  await expect(page.getByRole('row', { name: /^Mara local-7b/ })).toContainText(/0\.04\d* USD/)
  expect(await seriousFindings(page)).toEqual([])
  expect(mara.errors).toEqual([])
  await mara.context.close()
  await Promise.all([own.close(), model.close()])
})

test('questions are answered as the model writes, stopped, repeated, and become a suggestion', async ({ browser }) => {
  const model = await startChatServer()
  const own = await startServer({ AI_BASE_URL: model.baseUrl, AI_MODEL: 'local-7b', AI_DAILY_REQUESTS: '5' })
  const mara = await signUp(browser, own, 'Mara')
  const { page } = mara
  await newProject(mara, 'Order tracking')
  await page.getByRole('button', { name: 'Order tracking', exact: true }).click()
  await page.getByRole('menuitem', { name: 'Ask about this project…' }).click()
  const dialog = page.getByRole('dialog', { name: 'Ask about this project' })
  const question = dialog.getByLabel('Your question')
  const log = dialog.getByRole('log', { name: 'Conversation' })
  await expect(dialog).toContainText('By: local-7b')

  // It begins and does not end: what was said stays.
  const closed = Promise.withResolvers<void>()
  model.behave((response) => {
    response.once('close', closed.resolve).writeHead(200, { 'content-type': 'text/event-stream' })
    response.write('data: {"choices":[{"delta":{"content":"It takes orders"}}]}\n\n')
  })
  await question.fill('What does it do?')
  await question.press('Enter')
  await expect(log).toContainText('It takes orders')
  await expect(log).toHaveAttribute('aria-busy', 'true')
  await dialog.getByRole('button', { name: 'Stop' }).click()
  await closed.promise
  await expect(log).toHaveAttribute('aria-busy', 'false')
  await expect(log).toContainText('It takes orders')

  model.behave((response) => response.writeHead(401).end())
  await question.fill('What is missing?')
  await question.press('Enter')
  await expect(dialog.getByRole('alert')).toContainText('should check AI_BASE_URL, AI_MODEL and AI_API_KEY')
  model.behave((response) => stream(response, 'Suppliers, with an email.'))
  await dialog.getByRole('button', { name: 'Ask again' }).click()
  await expect(log).toContainText('Suppliers, with an email.')
  expect(model.asked[0]?.body.messages.map(({ role }) => role)).toEqual(['system', 'user', 'user', 'assistant', 'user'])
  expect(await seriousFindings(page)).toEqual([])
  await page.emulateMedia({ colorScheme: 'dark' })
  expect(await seriousFindings(page)).toEqual([])
  await page.emulateMedia({ colorScheme: 'light' })

  await dialog.getByRole('button', { name: 'Make a suggestion of this' }).last().click()
  const change = page.getByRole('dialog', { name: 'Describe a change' })
  await expect(change.getByLabel('What should change?')).toHaveValue('What is missing?\n\nSuppliers, with an email.')
  model.behave((response) => stream(response, JSON.stringify(suggestApp('Suppliers with email'))))
  await change.getByRole('button', { name: 'Suggest', exact: true }).click()
  await expect(row(page, 'Model Suppliers')).toBeVisible()
  await expect(page.getByText('local-7b · Mara')).toBeVisible()
  // Its new screen is seen as it would be, and open once it is there.
  await expect(page.getByLabel('Its screen')).toHaveValue(/./)
  await expect(page.getByRole('group', { name: /^The screen in another state/ })).toContainText('New supplier')
  await page.getByRole('button', { name: 'Accept all' }).click()
  await expect(page.getByTestId('artboard').getByText('New supplier')).toBeVisible()

  // The conversation is still there; and the share of a day ends.
  await page.getByTestId('canvas').focus()
  await page.keyboard.press('ControlOrMeta+k')
  await page.getByPlaceholder('Type a command or a widget').fill('Ask about')
  await page.keyboard.press('Enter')
  await expect(log).toContainText('Suppliers, with an email.')
  for (const words of ['And then?', 'And what else?']) {
    model.behave((response) => stream(response, `Nothing. ${words}`))
    await question.fill(words)
    await question.press('Enter')
    await expect(log).toHaveAttribute('aria-busy', 'false')
  }
  await expect(dialog.getByRole('alert')).toContainText('You have had the 5 answers')
  await dialog.getByRole('button', { name: 'Start anew' }).click()
  await expect(log).toBeHidden()
  expect(mara.errors.filter((error) => !/50[03]|429/.test(error))).toEqual([])
  await mara.context.close()
  await Promise.all([own.close(), model.close()])
})

test('without a language model the place for questions says what is needed', async ({ browser }) => {
  const mara = await signUp(browser, server, 'Edda')
  const { page } = mara
  await newProject(mara, 'Order tracking')
  await page.getByRole('button', { name: 'Order tracking', exact: true }).click()
  await page.getByRole('menuitem', { name: 'Describe a change…' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('What should change?').fill('Add a colour')
  await dialog.getByRole('radio', { name: 'Ask' }).click()
  await expect(dialog).toContainText('this server has none')
  await expect(dialog).toContainText('AI_BASE_URL')
  expect(await seriousFindings(page)).toEqual([])
  await dialog.getByRole('radio', { name: 'Describe a change' }).click()
  await expect(dialog.getByLabel('What should change?')).toHaveValue('Add a colour')
  await mara.context.close()
})
