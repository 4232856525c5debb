import type { AppUsers } from './features/app-users/index.ts'
import { createFlows } from './features/flows/index.ts'
import { createJobsFeature } from './features/jobs/index.ts'
import { createMails } from './features/mails/index.ts'
import type { PublishingService } from './features/publishing/index.ts'
import type { RecordService } from './features/records/index.ts'
import { createVisits } from './features/visits/index.ts'
import { createWebhooks } from './features/webhooks/index.ts'
import type { Foundation, FoundationDeps } from './foundation.ts'

interface ReactorDeps {
  publishing: { service: PublishingService }
  records: { service: RecordService }
  appUsers: AppUsers
}

/** What follows from what happens in projects: others are told, and what could not be told by mail is shown. */
export async function createReactors(
  deps: FoundationDeps,
  { access, appUsers, auth, collaboration, events, expressions, publishing, purges, records }: Foundation & ReactorDeps,
) {
  const { mount } = auth
  const { documents } = collaboration
  const flows = await createFlows({
    ...deps,
    mount,
    access,
    documents,
    events,
    purges,
    expressions,
    publishing: publishing.service,
    records: records.service,
  })
  return {
    flows,
    webhooks: await createWebhooks({ ...deps, mount, access, events, purges }),
    mails: createMails({ ...deps, mount, access, purges }),
    jobs: createJobsFeature({ ...deps, mount, access, purges }),
    visits: await createVisits({
      ...deps,
      mount,
      access,
      purges,
      publishing: publishing.service,
      isVisit: (ctx) => appUsers.missingOf(ctx) === null && appUsers.visitorOf(ctx)?.member !== true,
    }),
  }
}
