/** What a process bears before it sheds something: milliseconds that the loop is late, and appends under way. */
export interface PressureStep {
  lagMs: number
  inFlight: number
}

/** From when on pointers are fewer, from when on there are none, and from when on nobody more is let in. */
export type PressureSteps = readonly [busy: PressureStep, strained: PressureStep, overloaded: PressureStep]

/** 0: all is well; 1: fewer pointers; 2: no pointers; 3: nobody more is let in. */
export type PressureLevel = 0 | 1 | 2 | 3

const STEPS: PressureSteps = [
  { lagMs: 100, inFlight: 500 },
  { lagMs: 300, inFlight: 2_000 },
  { lagMs: 2_000, inFlight: 5_000 },
]
const EVERY_MS = 500
/** Share of the newest look in the mean: one late look is nobody's overload, three in a row are. */
const NEWEST = 0.4
/** One look counts for so much at most: a process that stood still for a while is not overloaded. */
const MOST_MS = 3_000
/** So many calm looks until one level less. */
const CALM_LOOKS = 4

export interface PressureDeps {
  /** Appends under way. */
  inFlight: () => number
  steps?: PressureSteps | undefined
  /** Called after each look. */
  onLook: (level: PressureLevel, lagMs: number) => void
}

/** How much this process has to do, looked at twice a second. Rises at once, falls step by step. */
export class Pressure {
  readonly #deps: PressureDeps
  readonly #timer: NodeJS.Timeout
  #level: PressureLevel = 0
  #lagMs = 0
  #calm = 0
  #expectedAt = performance.now() + EVERY_MS

  constructor(deps: PressureDeps) {
    this.#deps = deps
    this.#timer = setInterval(() => {
      const now = performance.now()
      this.look(Math.max(0, now - this.#expectedAt))
      this.#expectedAt = now + EVERY_MS
    }, EVERY_MS).unref()
  }

  get level(): PressureLevel {
    return this.#level
  }

  stop(): void {
    clearInterval(this.#timer)
  }

  /** The loop was `lagMs` late just now. */
  look(lagMs: number): void {
    this.#lagMs += (Math.min(lagMs, MOST_MS) - this.#lagMs) * NEWEST
    const now = this.#levelNow()
    if (now >= this.#level) this.#calm = 0
    else this.#calm += 1
    if (now > this.#level) this.#level = now
    else if (this.#calm >= CALM_LOOKS) {
      this.#level = (this.#level - 1) as PressureLevel
      this.#calm = 0
    }
    this.#deps.onLook(this.#level, this.#lagMs)
  }

  #levelNow(): PressureLevel {
    const inFlight = this.#deps.inFlight()
    const passed = (this.#deps.steps ?? STEPS).filter((step) => this.#lagMs >= step.lagMs || inFlight >= step.inFlight)
    return passed.length as PressureLevel
  }
}
