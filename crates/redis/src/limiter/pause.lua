-- Grants nothing for a second.
--
-- KEYS: the state. ARGV: the time in microseconds (0: that of the server).
local PAUSE, KEEP = 1000000, 172800000
local now = tonumber(ARGV[1])
if now == 0 then
  local time = redis.call('TIME')
  now = time[1] * 1000000 + time[2]
end
local next_turn = tonumber(redis.call('HGET', KEYS[1], 'next') or 0)
redis.call('HSET', KEYS[1], 'next', string.format('%.0f', math.max(next_turn, now + PAUSE)))
redis.call('PEXPIRE', KEYS[1], KEEP)
return redis.status_reply('OK')
