// Prometheus text, /debug/vars and the index page of net/http/pprof; each input goes to all three.
import { decodeIndexPage } from '../../src/decode/metrics/decode-index-page.ts';
import { decodeMetricsJson } from '../../src/decode/metrics/decode-metrics-json.ts';
import { decodePrometheusText } from '../../src/decode/metrics/decode-prometheus-text.ts';
import { checkDecoded, decodeOrRefuse } from '../check-decoded.ts';
import { realInputs } from '../real-inputs.ts';
import type { FuzzTarget } from '../target.ts';

const prometheus = new TextEncoder().encode(
  '# HELP go_goroutines Number of goroutines.\n# TYPE go_goroutines gauge\ngo_goroutines 42\n' +
    '# TYPE go_info gauge\ngo_info{version="go1.27.3"} 1\nprocess_start_time_seconds 1.7e+09\n' +
    'go_gc_duration_seconds{quantile="0.5"} 1.2e-05\nx_bucket{le="+Inf"} 7 1700000000000\n# EOF\n',
);

export const target: FuzzTarget = {
  seeds: () => [prometheus, ...realInputs('captures', /(metrics|vars|index).*\.(json|html)$/, 40)],
  words: ['NaN', '+Inf', '{a="\\"b",', '# EOF\n', '\\u0000', '1e999', 'go_goroutines', '"memstats":{', '</a>', '\r\n'],
  run(input) {
    for (const decode of [decodePrometheusText, decodeMetricsJson, decodeIndexPage]) {
      const decoded = decodeOrRefuse(() => decode(input, { name: 'fuzz' }));
      if (decoded) checkDecoded(decoded);
    }
  },
};
