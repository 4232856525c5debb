import { aiApi } from '@axiom/shared/contracts/ai'
import type Router from '@koa/router'

import type { Context, RequestState } from '../../platform/http/types.ts'
import type { Mount } from '../auth/index.ts'
import type { AiService } from './service.ts'

export function aiRoutes(mount: Mount, ai: AiService): Router<RequestState> {
  return mount(aiApi, {
    generateApi: ({ ctx, actor, body }) => ai.generateApi(actor, body, untilGone(ctx)),
    improvements: async ({ actor, body }) => ({ data: await ai.improvements(actor, body.projectId) }),
    widgets: async ({ actor, body }) => ({ data: await ai.widgets(actor, body) }),
    screen: ({ actor, body }) => ai.screen(actor, body.projectId, body.brief),
    theme: ({ actor, body }) => ai.theme(actor, body),
    critique: ({ actor, body }) => ai.critique(actor, body.projectId, body.screenId),
    fromModel: ({ actor, body }) => ai.fromModel(actor, body.projectId, body.modelId),
  })
}

/** Nobody pays for an answer that nobody waits for. */
function untilGone(ctx: Context): AbortSignal {
  const gone = new AbortController()
  ctx.res.once('close', () => gone.abort())
  return gone.signal
}
