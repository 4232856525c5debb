import { createHmac, timingSafeEqual } from 'node:crypto'

import { parseFlows } from '@axiom/shared/document/parseFlows'
import type { FlowView } from '@axiom/shared/flows/flow'

import type { Documents } from '../../collaboration/documents.ts'
import type { PublishingService } from '../publishing/index.ts'
import type { FlowStore } from './store.ts'

export interface FlowsDeps {
  store: FlowStore
  documents: Documents
  publishing: PublishingService
  /** Of the installation. */
  secret: string
}

/** Where flows come from: tests from the document, everything else from the active release. */
export function createFlowSource({ store, documents, publishing, secret }: FlowsDeps) {
  async function secretOf(projectId: string, flowId: string): Promise<string> {
    const generation = await store.generationOf(projectId, flowId)
    return createHmac('sha256', secret)
      .update(`flow:${projectId}:${flowId}:${generation}`)
      .digest('base64url')
      .slice(0, 32)
  }

  return {
    draft: (projectId: string): Promise<FlowView[]> => documents.readDocument(projectId, parseFlows),
    async live(projectId: string): Promise<FlowView[]> {
      const release = await publishing.activeRelease(projectId)
      // Releases of before there were flows have none.
      return release?.app.flows ?? []
    },
    /** The secret at the end of a flow's address; it follows from the installation's. */
    secretOf,
    async isSecretOf(projectId: string, flowId: string, given: string): Promise<boolean> {
      const [right, sent] = [Buffer.from(await secretOf(projectId, flowId)), Buffer.from(given)]
      return right.length === sent.length && timingSafeEqual(right, sent)
    },
  }
}

export type FlowSource = ReturnType<typeof createFlowSource>
