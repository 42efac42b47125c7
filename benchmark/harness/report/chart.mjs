// One SVG bar chart a group, drawn by echarts without a browser.
import * as echarts from 'echarts';
import { figure, unitText } from '../format.mjs';

const OURS = '#2f7d5b';
const PEER = '#9aa5b1';
const LOG_FROM = 30; // a wider spread than this needs a logarithmic axis

const measured = (group) => group.contestants.filter((contestant) => contestant.median !== undefined);

/** Whether there is anything to draw. */
export const hasFigures = (group) => measured(group).length > 0;

export function chart(group) {
  const shown = measured(group);
  const medians = shown.map((contestant) => contestant.median);
  const logarithmic = Math.max(...medians) / Math.min(...medians) > LOG_FROM;
  const picture = echarts.init(null, null, {
    renderer: 'svg',
    ssr: true,
    width: 720,
    height: 90 + 34 * shown.length,
  });
  picture.setOption({
    animation: false,
    backgroundColor: '#ffffff',
    title: { text: group.title, subtext: unitText(group), left: 12, top: 8, textStyle: { fontSize: 15 } },
    grid: { left: 24, right: 90, top: 66, bottom: 12, containLabel: true },
    xAxis: { type: logarithmic ? 'log' : 'value', splitLine: { lineStyle: { color: '#eeeeee' } } },
    yAxis: { type: 'category', inverse: true, data: shown.map((contestant) => contestant.name) },
    series: [
      {
        type: 'bar',
        barMaxWidth: 20,
        data: shown.map((contestant) => ({
          value: contestant.median,
          itemStyle: { color: contestant.name.startsWith('forkable') ? OURS : PEER },
        })),
        label: { show: true, position: 'right', formatter: ({ value }) => figure(value) },
      },
    ],
  });
  const svg = picture.renderToSVGString();
  picture.dispose();
  return svg;
}
