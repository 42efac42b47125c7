/** The short version of a soak for every change, the whole of it by hand and once a week. */
export const soak = (whole: number): number =>
  process.env['FORKABLE_STRESS'] === 'short' ? Math.ceil(whole / 20) : whole;
