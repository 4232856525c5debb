export interface ReceivedMail {
  from: string
  to: string[]
  /** Who signed in. */
  user: string
  /** As it came, headers and all. */
  source: string
}
/** A mail server on a free port of this machine; it keeps what it gets. */
export interface TestSmtp {
  /** As `SMTP_URL`. */
  readonly url: string
  readonly received: ReceivedMail[]
  /** How many letters it has refused. */
  readonly refused: number
  /** Answers every letter with this code from now on; null: takes them again. */
  refuse(code: number | null): void
  close(): Promise<void>
}
export declare function startSmtp(): Promise<TestSmtp>
