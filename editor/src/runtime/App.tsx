import type { ServedApp } from '@axiom/shared/model/visibleApp'
import { type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from 'react'

import type { FetchJson } from '../widgets/fetchJson.ts'
import { AppView } from './AppView.tsx'
import { createChangeStream } from './changeStream.ts'
import { leadOnWhenSent } from './outbox/leadOnWhenSent.ts'
import { createOutbox } from './outbox/outbox.ts'
import { OutboxFoot } from './outbox/OutboxFoot.tsx'
import { forgetKeptApp } from './shell/keptApp.ts'
import { NewerRelease } from './shell/NewerRelease.tsx'
import { tellHeight } from './tellHeight.ts'
import { tellVisit } from './tellVisit.ts'

interface Props {
  first: ServedApp
  fetchJson: FetchJson
}

const noEnv = (): '' => ''

/** A published app; read again whenever somebody signs in or out, since others are sent other things. */
export function App({ first, fetchJson }: Props): ReactNode {
  const [app, setApp] = useState(first)
  const reload = useCallback(async () => {
    await forgetKeptApp()
    const answer = await fetchJson('GET', '/app.json')
    if (answer.status === 200) setApp(answer.body as ServedApp)
  }, [fetchJson])
  const { visitor, registration, entrance, closed, frameOrigins, projectId } = app
  const who = visitor?.id
  useEffect(() => tellHeight(frameOrigins), [frameOrigins, who])
  const session = useMemo(
    () => ({ visitor, registration, entrance, closed, reload }),
    [visitor, registration, entrance, closed, reload],
  )
  // Another visitor may hear of other records: the stream begins anew with him.
  const watch = useMemo(() => createChangeStream(`/api/dynamic/${projectId}/changes`), [projectId, who])
  // What waits belongs to who made it.
  const onScreen = useRef('')
  const outbox = useMemo(
    () =>
      createOutbox(who ?? '', {
        onScreen: () => onScreen.current,
        onTaken: (screenId) => tellVisit('sent', screenId),
      }),
    [who],
  )
  useEffect(() => outbox.start().stop, [outbox])
  useEffect(() => leadOnWhenSent(outbox), [outbox])
  const foot = (
    <div className="ar-feet">
      <OutboxFoot outbox={outbox} />
      <NewerRelease releaseId={app.releaseId} />
    </div>
  )
  const onShown = useCallback((screenId: string) => {
    onScreen.current = screenId
    tellVisit('view', screenId)
  }, [])
  const world = { app, session, env: noEnv, fetchJson, watch, keeper: outbox, onShown }
  return <AppView key={who ?? ''} {...world} foot={foot} />
}
