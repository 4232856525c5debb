import type { Metrics } from '../../platform/metrics/metrics.ts'

export type FileOutcome = 'kept' | 'refused' | 'infected' | 'removed'

/** Figures of files: how many came and went, and how many bytes. */
export function createFileMetrics({ counter }: Metrics) {
  const files = counter('axiom_files_total', 'Files by what became of them.', ['outcome'])
  const bytes = counter('axiom_file_bytes_total', 'Bytes of files by direction.', ['direction'])
  return {
    became: (outcome: FileOutcome): void => files.inc({ outcome }),
    moved: (direction: 'in' | 'out', count: number): void => bytes.inc({ direction }, count),
  }
}

export type FileMetrics = ReturnType<typeof createFileMetrics>
