-- Grants a turn, or says when to ask again.
--
-- KEYS: the state, the queue.
-- ARGV: the process, its ticket (0: none), the turn that it was granted and did not use (0: none), the interval, the daily
-- limit, the day with its granted and returned turns as the process knows them, whether it will want another turn (1 or
-- 0), the lead, the grace, the time (0: that of the server). All times and lengths of time are in microseconds.
-- Returns: what was decided; after how long the turn begins, or when the refusal ends; after how long to ask again; the
-- ticket, the turn, the day, its granted turns and its returned ones.
local GRANTED, WAIT, REFUSED = 1, 2, 3
local DAY, PAUSE, FORGET = 86400000000, 1000000, 60000000
local id, ticket, unused = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])
local interval, daily = tonumber(ARGV[4]), tonumber(ARGV[5])
local known_day, known_granted, known_returned = tonumber(ARGV[6]), tonumber(ARGV[7]), tonumber(ARGV[8])
local is_busy = ARGV[9] == '1'
local lead, grace, now = tonumber(ARGV[10]), tonumber(ARGV[11]), tonumber(ARGV[12])
if now == 0 then
  local time = redis.call('TIME')
  now = time[1] * 1000000 + time[2]
end
-- The numbers are too long for Lua's own conversion to text.
local function text(number) return string.format('%.0f', number) end

local state = redis.call('HMGET', KEYS[1], 'next', 'day', 'granted', 'returned', 'refused_until')
local next_turn = tonumber(state[1]) or 0
local day, granted, returned = tonumber(state[2]) or 0, tonumber(state[3]) or 0, tonumber(state[4]) or 0
local refused_until = tonumber(state[5]) or 0
-- A turn is named after the beginning of the next one. If that was not taken, it can be given back.
if unused > 0 and unused == next_turn then
  next_turn, returned = next_turn - interval, returned + 1
  redis.call('HSET', KEYS[1], 'next', text(next_turn), 'returned', returned)
end
-- No turn is further away than this, unless the clock was set back.
if next_turn > now + PAUSE + interval then
  next_turn = now + PAUSE + interval
  redis.call('HSET', KEYS[1], 'next', text(next_turn))
end

local turn = math.max(now, next_turn)
local today = math.floor(turn / DAY)
-- A clock that was set back does not start the day again.
day, known_day = math.min(day, today), math.min(known_day, today)
-- A process can know of turns that the server has lost. Both counts only grow, so the higher ones are true.
if known_day > day then day, granted, returned = known_day, 0, 0 end
if known_day == day then
  granted, returned = math.max(granted, known_granted), math.max(returned, known_returned)
end
if today > day then day, granted, returned = today, 0, 0 end

if now < refused_until then
  redis.call('ZREM', KEYS[2], id)
  return {REFUSED, refused_until, 0, 0, 0, day, granted, returned}
end
if granted - returned >= daily then
  redis.call('ZREM', KEYS[2], id)
  return {REFUSED, (day + 1) * DAY, 0, 0, 0, day, granted, returned}
end

-- The queue is sorted by when its processes entered it. One that was passed over has its ticket.
redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', text(now - FORGET))
if ticket == 0 or ticket > now then
  ticket = tonumber(redis.call('ZSCORE', KEYS[2], id) or now)
end
redis.call('ZADD', KEYS[2], text(ticket), id)
redis.call('PEXPIRE', KEYS[2], FORGET / 1000)
local ahead = redis.call('ZRANK', KEYS[2], id)

-- When a process with this many ahead of it should ask: before its turn, in case that it is first, or that the one or the
-- two ahead of it do not take theirs.
local function time_to_ask()
  if ahead == 0 then return next_turn - lead end
  if ahead == 1 then return next_turn + grace end
  return next_turn + (ahead - 2) * interval + 2 * grace
end

local due = next_turn - lead
if ahead > 0 then due = next_turn + ahead * grace end
if now < due then return {WAIT, 0, time_to_ask() - now, ticket, 0, day, granted, returned} end

redis.call('ZREMRANGEBYRANK', KEYS[2], 0, ahead)
granted = granted + 1
next_turn = turn + interval
redis.call('HSET', KEYS[1], 'next', text(next_turn), 'day', day, 'granted', granted, 'returned', returned)
redis.call('PEXPIRE', KEYS[1], 2 * DAY / 1000)
if not is_busy then return {GRANTED, turn - now, 0, ticket, next_turn, day, granted, returned} end
redis.call('ZADD', KEYS[2], text(now), id)
ahead = redis.call('ZRANK', KEYS[2], id)
return {GRANTED, turn - now, time_to_ask() - now, ticket, next_turn, day, granted, returned}
