import { z } from 'zod'

// zod tries `new Function` once to see whether it may; the content security policy says no and would report it. Imported first,
// because schemas are made while modules load.
z.config({ jitless: true })
