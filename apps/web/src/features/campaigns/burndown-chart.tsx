import { LineChart } from '@mantine/charts';
import '@mantine/charts/styles.css';
import '@mantine/core/styles/ColorSwatch.css';
import type { CampaignBurndown } from '#contracts/campaign-progress';
import { formatDay, formatNumber } from '#web/ui';
import { burndown as texts } from '../../texts/en/campaigns';

/** Open tasks per day: the plan dashed, what was in full. The words beside it are Burndown's. */
export function BurndownChart({ data, height }: { data: CampaignBurndown; height: number }) {
  // of one point no line can be drawn: the day of the opening
  const single = data.points.filter(({ open }) => open !== null).length === 1;
  return (
    <LineChart
      h={height}
      data={data.points}
      dataKey="day"
      series={[
        { name: 'planned', label: texts.planned, color: 'gray.6', strokeDasharray: '6 4' },
        { name: 'open', label: texts.actual, color: 'var(--app-info)' },
      ]}
      curveType="linear"
      withDots={false}
      withLegend
      legendProps={{ verticalAlign: 'top', height: 28 }}
      connectNulls={false}
      tickLine="none"
      gridAxis="y"
      strokeWidth={2}
      valueFormatter={formatNumber}
      xAxisProps={{ tickFormatter: formatDay, minTickGap: 40, interval: 'preserveStartEnd' }}
      yAxisProps={{ width: 56, allowDecimals: false }}
      tooltipAnimationDuration={0}
      lineProps={({ name }) => ({ isAnimationActive: false, dot: name === 'open' && single })}
    />
  );
}
