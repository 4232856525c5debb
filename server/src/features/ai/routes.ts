import type { Readable } from 'node:stream'

import { aiApi } from '@axiom/shared/contracts/ai'
import type Router from '@koa/router'

import type { Context, RequestState } from '../../platform/http/types.ts'
import type { Mount } from '../auth/index.ts'
import { tellEvents, tellProgress } from './eventStream.ts'
import type { AiService } from './service.ts'
import type { Talk } from './talk.ts'
import type { UsageService } from './usageService.ts'

export interface AiServices {
  ai: AiService
  talk: Talk
  usage: UsageService
}

export function aiRoutes(mount: Mount, { ai, talk, usage }: AiServices): Router<RequestState> {
  return mount(aiApi, {
    generateApi: ({ ctx, actor, body }) => ai.generateApi(actor, body, { signal: untilGone(ctx) }),
    async generateApiStream({ ctx, actor, body }) {
      const signal = untilGone(ctx)
      return asEvents(ctx, await tellProgress((onProgress) => ai.generateApi(actor, body, { signal, onProgress })))
    },
    async chat({ ctx, actor, body }) {
      const signal = untilGone(ctx)
      return asEvents(
        ctx,
        await tellEvents(async (say) => {
          const onText = (text: string): void => say('token', { text })
          say('done', { tokens: await talk.ask(actor, body, { signal, onText }) })
        }),
      )
    },
    engine: () => Promise.resolve({ model: talk.model }),
    usageOfAll: ({ actor }) => usage.ofAll(actor),
    usage: ({ actor, params }) => usage.ofProject(actor, params.id),
    improvements: ({ ctx, actor, body }) => ai.improvements(actor, body.projectId, { signal: untilGone(ctx) }),
    widgets: async ({ actor, body }) => ({ data: await ai.widgets(actor, body) }),
    screen: ({ ctx, actor, body }) => ai.screen(actor, body.projectId, body.brief, { signal: untilGone(ctx) }),
    theme: ({ ctx, actor, body }) => ai.theme(actor, body, { signal: untilGone(ctx) }),
    critique: ({ actor, body }) => ai.critique(actor, body.projectId, body.screenId),
    fromModel: ({ actor, body }) => ai.fromModel(actor, body.projectId, body.modelId),
  })
}

function asEvents(ctx: Context, stream: Readable): Readable {
  ctx.type = 'text/event-stream'
  // No proxy shall gather what is meant to be seen as it comes.
  ctx.set({ 'Cache-Control': 'no-store', 'X-Accel-Buffering': 'no' })
  return stream
}

/** Nobody pays for an answer that nobody waits for. */
function untilGone(ctx: Context): AbortSignal {
  const gone = new AbortController()
  ctx.res.once('close', () => gone.abort())
  return gone.signal
}
