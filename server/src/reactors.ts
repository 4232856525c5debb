import { createFlows } from './features/flows/index.ts'
import { createJobsFeature } from './features/jobs/index.ts'
import { createMails } from './features/mails/index.ts'
import type { PublishingService } from './features/publishing/index.ts'
import type { RecordService } from './features/records/index.ts'
import { createWebhooks } from './features/webhooks/index.ts'
import type { Foundation, FoundationDeps } from './foundation.ts'

interface ReactorDeps {
  publishing: { service: PublishingService }
  records: { service: RecordService }
}

/** What follows from what happens in projects: others are told, and what could not be told by mail is shown. */
export async function createReactors(
  deps: FoundationDeps,
  { access, auth, collaboration, events, expressions, publishing, records }: Foundation & ReactorDeps,
) {
  const { mount } = auth
  const { documents } = collaboration
  const flows = await createFlows({
    ...deps,
    mount,
    access,
    documents,
    events,
    expressions,
    publishing: publishing.service,
    records: records.service,
  })
  return {
    flows,
    webhooks: await createWebhooks({ ...deps, mount, access, events }),
    mails: createMails({ ...deps, mount, access }),
    jobs: createJobsFeature({ ...deps, mount, access }),
  }
}
