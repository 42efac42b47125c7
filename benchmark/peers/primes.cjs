// A task that only computes: how many primes there are in one part of a range. All parts take about the same time.
const SIZE = 25_000;

module.exports = (part) => {
  let primes = 0;
  for (let n = 1_000_000 + part * SIZE; n < 1_000_000 + (part + 1) * SIZE; n++) {
    let divisor = 2;
    while (divisor * divisor <= n && n % divisor !== 0) divisor++;
    if (divisor * divisor > n) primes++;
  }
  return primes;
};
