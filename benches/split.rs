//! The speed of the splitter compared with `csv-core` alone, and its memory.
//!
//! Run it with `cargo bench --bench split`, or `cargo bench --bench split -- 10` for 10 GB in the memory
//! run. Text is generated once and fed in chunks of 64 kB; `csv-core` reads the same chunks into scratch
//! buffers and discards the fields. The two alternate, and the best of five rounds counts. Only CPU time is
//! measured, so that a busy machine has little influence. The limits are those of the API.

use constant_contact::csv::{CsvError, Limits, Splitter};
use std::hint::black_box;
use std::time::{Duration, Instant};

const LIMITS: Limits = Limits::new(4_000_000 - 1_024, 40_000);
const CHUNK: usize = 64 * 1024;
const ROUNDS: usize = 5;

fn main() -> Result<(), CsvError> {
    let gigabytes = std::env::args()
        .skip(1)
        .find_map(|word| word.parse().ok())
        .unwrap_or(2);
    memory(gigabytes)?;
    println!(
        "\n{:22} {:>9} {:>13} {:>12} {:>7}",
        "MB/s", "splitter", "read_record", "read_field", "ratio"
    );
    compare("plain", plain)?;
    compare("plain, CRLF", |row, text| {
        plain(row, text);
        text.pop();
        text.extend(b"\r\n");
    })?;
    compare("all quoted", quoted)?;
    compare("quotes and line breaks", notes)?;
    compare("not ASCII", foreign)?;
    compare("addresses only", |row, text| {
        text.extend(format!("c{row}@b.example\n").bytes())
    })?;
    compare("one letter, quoted", |_, text| {
        text.extend(b"\"a\",\"b\",\"c\",\"d\",\"e\",\"f\"\n")
    })?;
    compare("empty, quoted", |_, text| {
        text.extend(b"\"a\",\"\",\"\",\"\",\"\",\"\",\"\"\n")
    })?;
    compare("blank after each row", |row, text| {
        plain(row, text);
        text.push(b'\n');
    })
}

fn plain(row: usize, text: &mut Vec<u8>) {
    let line = format!(
        "contact{row}@mail{}.example,First{},Lastname{},{} High Street,Springfield,{:05},US\n",
        row % 97,
        row % 1_000,
        row % 7_919,
        row % 250,
        row % 100_000,
    );
    text.extend(line.bytes());
}

fn quoted(row: usize, text: &mut Vec<u8>) {
    let line = format!(
        "\"contact{row}@mail{}.example\",\"First{}\",\"Lastname{}\",\"{} High Street\",\"Springfield\",\"{:05}\",\"US\"\n",
        row % 97,
        row % 1_000,
        row % 7_919,
        row % 250,
        row % 100_000,
    );
    text.extend(line.bytes());
}

fn notes(row: usize, text: &mut Vec<u8>) {
    let line = format!(
        "contact{row}@b.example,First,\"Last \"\"the {}th\"\"\",\"{} High Street\r\nBack door,\r\nplease\",Springfield,{:05},US\r\n",
        row % 30,
        row % 250,
        row % 100_000,
    );
    text.extend(line.bytes());
}

fn foreign(row: usize, text: &mut Vec<u8>) {
    let line = format!(
        "contact{row}@b.example,Łukasz,Żółkiewski{},ул. Пушкина {},Санкт-Петербург,{:05},日本\n",
        row % 7_919,
        row % 250,
        row % 100_000,
    );
    text.extend(line.bytes());
}

fn generate(length: usize, row: impl Fn(usize, &mut Vec<u8>)) -> Vec<u8> {
    let mut text = b"email,first_name,last_name,street,city,zip,country\n".to_vec();
    let mut number = 0;
    while text.len() < length {
        row(number, &mut text);
        number += 1;
    }
    text
}

fn compare(name: &str, row: impl Fn(usize, &mut Vec<u8>)) -> Result<(), CsvError> {
    let text = generate(64_000_000, row);
    let mut best = [Duration::MAX; 3];
    let mut rows = [0; 3];
    for _ in 0..ROUNDS {
        for (index, run) in [split, read_record, read_field].into_iter().enumerate() {
            let watch = Watch::start();
            rows[index] = run(black_box(&text))?;
            best[index] = best[index].min(watch.elapsed());
        }
    }
    assert_eq!(
        [rows[0], rows[0]],
        [rows[1], rows[2]],
        "all find the same rows"
    );
    let [splitter, record, field] = best.map(|time| text.len() as f64 / time.as_secs_f64() / 1e6);
    let ratio = splitter / record.max(field);
    println!("{name:22} {splitter:9.0} {record:13.0} {field:12.0} {ratio:7.2}");
    Ok(())
}

fn split(text: &[u8]) -> Result<u64, CsvError> {
    let mut splitter = Splitter::new(LIMITS);
    let mut rows = 0;
    for mut chunk in text.chunks(CHUNK) {
        while let Some(part) = splitter.feed(&mut chunk)? {
            rows = black_box(part).rows.end - 1;
        }
    }
    Ok(splitter
        .finish()?
        .last()
        .map_or(rows, |part| part.rows.end - 1))
}

fn read_record(text: &[u8]) -> Result<u64, CsvError> {
    let mut reader = csv_core::Reader::new();
    let (mut fields, mut ends) = ([0; 8 * 1024], [0; 256]);
    let mut rows = 0_u64;
    let mut chunks = text.chunks(CHUNK);
    let mut chunk = &[][..];
    let (mut used, mut ended) = (0, 0);
    loop {
        // An empty chunk means the end to `csv-core`.
        if chunk.is_empty() {
            chunk = chunks.next().unwrap_or_default();
        }
        let (result, read, wrote, marked) =
            reader.read_record(chunk, &mut fields[used..], &mut ends[ended..]);
        chunk = &chunk[read..];
        used += wrote;
        ended += marked;
        match result {
            csv_core::ReadRecordResult::InputEmpty => {}
            csv_core::ReadRecordResult::Record => {
                black_box((&fields[..used], &ends[..ended]));
                (used, ended) = (0, 0);
                rows += 1;
            }
            csv_core::ReadRecordResult::End => return Ok(rows - 1),
            other => panic!("scratch is too small: {other:?}"),
        }
    }
}

fn read_field(text: &[u8]) -> Result<u64, CsvError> {
    let mut reader = csv_core::Reader::new();
    let mut field = [0; 8 * 1024];
    let mut rows = 0_u64;
    let mut chunks = text.chunks(CHUNK);
    let mut chunk = &[][..];
    let mut used = 0;
    loop {
        if chunk.is_empty() {
            chunk = chunks.next().unwrap_or_default();
        }
        let (result, read, wrote) = reader.read_field(chunk, &mut field[used..]);
        chunk = &chunk[read..];
        used += wrote;
        match result {
            csv_core::ReadFieldResult::InputEmpty => {}
            csv_core::ReadFieldResult::Field { record_end } => {
                black_box(&field[..used]);
                used = 0;
                rows += u64::from(record_end);
            }
            csv_core::ReadFieldResult::End => return Ok(rows - 1),
            csv_core::ReadFieldResult::OutputFull => panic!("scratch is too small"),
        }
    }
}

/// Feeds the same megabyte repeatedly, up to this many gigabytes, and holds one part at a time.
fn memory(gigabytes: usize) -> Result<(), CsvError> {
    let text = generate(1_000_000, foreign);
    let rows_at = text
        .iter()
        .position(|byte| *byte == b'\n')
        .map_or(0, |at| at + 1);
    let (header, rows) = text.split_at(rows_at);
    let _ = std::fs::write("/proc/self/clear_refs", "5");
    let before = resident("VmHWM:");
    let start = Instant::now();
    let mut splitter = Splitter::new(LIMITS);
    let (mut fed, mut parts, mut largest) = (0, 0, 0);
    let mut chunks = header.chunks(CHUNK).chain(rows.chunks(CHUNK).cycle());
    while fed < gigabytes * 1_000_000_000 {
        let mut chunk = chunks.next().unwrap_or_default();
        fed += chunk.len();
        while let Some(part) = splitter.feed(&mut chunk)? {
            parts = part.number;
            largest = largest.max(part.bytes.len());
        }
    }
    // The stream may stop within a record, which does not matter here.
    let _ = splitter.finish();
    let seconds = start.elapsed().as_secs_f64();
    println!(
        "{:.1} GB in {parts} parts of up to {largest} bytes: {seconds:.2} s",
        fed as f64 / 1e9
    );
    match (before, resident("VmHWM:")) {
        (Some(before), Some(after)) => {
            println!(
                "peak memory: {} kB more than the {before} kB before",
                after - before
            );
        }
        _ => println!("peak memory: not known on this system"),
    }
    Ok(())
}

/// Measures the CPU time of this thread, or the elapsed time where that is not known.
struct Watch {
    cpu_time: Option<u64>,
    start: Instant,
}

impl Watch {
    fn start() -> Self {
        Self {
            cpu_time: cpu_time(),
            start: Instant::now(),
        }
    }

    fn elapsed(&self) -> Duration {
        match (self.cpu_time, cpu_time()) {
            (Some(before), Some(now)) if now > before => Duration::from_nanos(now - before),
            _ => self.start.elapsed(),
        }
    }
}

fn cpu_time() -> Option<u64> {
    // Makes the kernel update its statistics.
    std::thread::yield_now();
    let account = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    account.split(' ').next()?.parse().ok()
}

fn resident(name: &str) -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix(name))?;
    line.trim().strip_suffix(" kB")?.parse().ok()
}
