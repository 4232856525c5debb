import { configure } from '@testing-library/react'

/** As for all waits of tests: a busy machine is slow, not wrong. */
configure({ asyncUtilTimeout: 10_000 })
