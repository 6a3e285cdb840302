// JSON in, JSON out: the input is the default export's argument, its return value is the result.
//
//     troupe run --input @examples/sessions.json examples/sessions.mjs
export default async function ({ window, sessions }) {
  const minutes = ({ start, end }) => (Date.parse(end) - Date.parse(start)) / 60_000;
  const perUser = Object.groupBy(sessions, ({ user }) => user);
  const users = Object.entries(perUser).map(([user, list]) => ({
    user,
    sessions: list.length,
    minutes: Math.round(list.reduce((sum, session) => sum + minutes(session), 0)),
    pagesPerMinute: +(list.reduce((sum, { pages }) => sum + pages, 0) /
      list.reduce((sum, session) => sum + minutes(session), 0)).toFixed(2),
  }));
  return {
    day: new Date(window).toISOString().slice(0, 10),
    longest: sessions.toSorted((a, b) => minutes(b) - minutes(a))[0].user,
    users: users.toSorted((a, b) => b.minutes - a.minutes),
  };
}
