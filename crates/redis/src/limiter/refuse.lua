-- Refuses all requests until a time, a day away at most.
--
-- KEYS: the state. ARGV: the end, and the time (0: that of the server), in microseconds.
local DAY, KEEP = 86400000000, 172800000
local ends, now = tonumber(ARGV[1]), tonumber(ARGV[2])
if now == 0 then
  local time = redis.call('TIME')
  now = time[1] * 1000000 + time[2]
end
redis.call('HSET', KEYS[1], 'refused_until', string.format('%.0f', math.min(ends, now + DAY)))
redis.call('PEXPIRE', KEYS[1], KEEP)
return redis.status_reply('OK')
