//! The report in plain words.

use super::inventory::FileReport;
use super::link::{Grouping, LinkReason, Sort};
use super::patterns::Kind;
use super::report::{DrillVerdict, Find, RecoveredPeople, TheftReport, What};
use crate::texts::{DrillTexts, LaboratoryTexts, SoughtTexts};
use padron_model::Lang;
use std::io::{self, Write};

/// Most files, finds or groupings that are written out one by one; JSON has them all.
const MOST_LISTED: usize = 40;

/// Writes the report for people.
///
/// # Errors
/// The writer's.
pub(crate) fn write_text(report: &TheftReport, lang: Lang, to: &mut impl Write) -> io::Result<()> {
    let t = &LaboratoryTexts::of(lang).drill;
    inventory(report, t, to)?;
    attacks(report, t, to)?;
    finds(report, t, to)?;
    links(report, t, to)?;
    baselines(report, t, to)?;
    verdict(report, t, to)
}

fn inventory(report: &TheftReport, t: &DrillTexts, to: &mut impl Write) -> io::Result<()> {
    writeln!(to, "{}", t.stolen)?;
    for (place, directory) in (1..).zip(&report.directories) {
        let bytes: u64 = directory.files.iter().map(|file| file.bytes).sum();
        writeln!(to, "  {}", t.directory(place, &directory.directory, directory.files.len(), bytes))?;
        for file in directory.files.iter().filter(|file| !file.tables.is_empty()).take(MOST_LISTED) {
            tables(file, t, to)?;
        }
    }
    writeln!(to, "  {}", t.learned)
}

fn tables(file: &FileReport, t: &DrillTexts, to: &mut impl Write) -> io::Result<()> {
    writeln!(to, "     {}", file.name)?;
    for table in file.tables.iter().take(MOST_LISTED) {
        let told = t.table(&table.name, table.rows, table.smallest_row, table.largest_row, table.row_sizes);
        writeln!(to, "       {told}")?;
    }
    Ok(())
}

fn attacks(report: &TheftReport, t: &DrillTexts, to: &mut impl Write) -> io::Result<()> {
    writeln!(to, "\n{}", t.tried)?;
    if report.lines == 0 {
        return writeln!(to, "  {}", t.no_population);
    }
    let extent = &report.extent;
    for told in [
        t.searched(report.patterns, report.lines, report.bytes_searched),
        t.guessed(report.candidates, report.attempts, extent.targets),
        t.keys_tried(extent.lines_each, extent.on_everybody, extent.scalars_tried, extent.scalars),
        t.unwrapped(extent.unwrapped),
        t.left_out(extent.left_out),
    ] {
        writeln!(to, "  {told}")?;
    }
    Ok(())
}

fn finds(report: &TheftReport, t: &DrillTexts, to: &mut impl Write) -> io::Result<()> {
    writeln!(to, "\n{}", t.found)?;
    if report.finds.is_empty() {
        return writeln!(to, "  {}", if report.lines == 0 { t.not_searched } else { t.nothing });
    }
    for find in report.finds.iter().take(MOST_LISTED) {
        write_find(find, t, to)?;
    }
    match report.finds.len().checked_sub(MOST_LISTED) {
        None | Some(0) => Ok(()),
        Some(more) => writeln!(to, "  {}", t.others(more)),
    }
}

fn write_find(find: &Find, t: &DrillTexts, to: &mut impl Write) -> io::Result<()> {
    let what = match find.what {
        What::Clear(kind) => kind_words(kind, &t.kind),
        What::Hash => t.hash,
        What::Key => t.key,
    };
    write!(to, "  {what} [{}] {}", find.encoding, find.file)?;
    if let (Some(table), Some(column), Some(row)) = (&find.table, &find.column, find.row) {
        write!(to, ", {}", t.in_row(table, column, row))?;
    }
    if let Some(offset) = find.offset {
        write!(to, ", {}", t.at_offset(offset))?;
    }
    writeln!(to, "; {}", t.places(find.places, find.lines))
}

fn kind_words(kind: Kind, t: &SoughtTexts) -> &'static str {
    match kind {
        Kind::Number => t.number,
        Kind::Iccid => t.iccid,
        Kind::Name => t.name,
        Kind::Curp => t.curp,
        Kind::Rfc => t.rfc,
        Kind::Passport => t.passport,
        Kind::LegalName => t.legal_name,
        Kind::Address => t.address,
        Kind::Email => t.email,
    }
}

fn links(report: &TheftReport, t: &DrillTexts, to: &mut impl Write) -> io::Result<()> {
    writeln!(to, "\n{}", t.together)?;
    let links = &report.links;
    let ties: Vec<&Grouping> = links.ties().collect();
    if ties.is_empty() {
        writeln!(to, "  {}", t.no_tie)?;
    }
    let known = links.groupings.iter().filter(|grouping| matches!(grouping.sort, Sort::Known(_)));
    let times = links.groupings.iter().filter(|grouping| grouping.sort == Sort::Time);
    for grouping in ties.into_iter().chain(known).chain(times).take(MOST_LISTED) {
        write_grouping(grouping, t, to)?;
    }
    for (join, count) in &links.joins {
        writeln!(to, "  {join}: {count}")?;
    }
    if let Some(groups) = links.true_groups {
        let told = t.truth(groups.natural, groups.natural_lines, groups.legal, groups.legal_lines);
        writeln!(to, "  {told}")?;
    }
    Ok(())
}

fn write_grouping(grouping: &Grouping, t: &DrillTexts, to: &mut impl Write) -> io::Result<()> {
    let what = match grouping.sort {
        Sort::Tie => t.tie,
        Sort::Class => t.class,
        Sort::Time => t.time,
        Sort::Known(LinkReason::LegalPersons) => t.legal_persons,
        Sort::Known(LinkReason::SameLine) => t.same_line,
        Sort::Known(LinkReason::SameRequest) => t.same_request,
    };
    let told = t.grouping(grouping.groups, grouping.rows, grouping.largest);
    write!(to, "  {what}: {} {}.{}: {told}", grouping.file, grouping.table, grouping.column)?;
    if let Some(truth) = grouping.truth {
        write!(to, "; {}", t.pairs(truth.same_person, format_args!("{:.1}", truth.by_chance)))?;
        if truth.beyond_chance() {
            write!(to, ": {}", t.telling)?;
        }
    }
    writeln!(to)
}

fn baselines(report: &TheftReport, t: &DrillTexts, to: &mut impl Write) -> io::Result<()> {
    writeln!(to, "\n{}", t.baselines)?;
    let baselines = &report.baselines;
    let rows: [(&str, Option<RecoveredPeople>); 4] = [
        (t.clear_table, baselines.clear),
        (t.hashed, baselines.hashed),
        (t.peppered, baselines.peppered),
        (t.linked, Some(baselines.linked)),
    ];
    for (what, recovered) in rows {
        if let Some(RecoveredPeople { recovered, of }) = recovered {
            writeln!(to, "  {}", t.recovered(what, recovered, of))?;
        }
    }
    Ok(())
}

fn verdict(report: &TheftReport, t: &DrillTexts, to: &mut impl Write) -> io::Result<()> {
    for file in &report.not_searched {
        writeln!(to, "  {}", t.unread(file))?;
    }
    let verdict = match report.verdict() {
        DrillVerdict::Held if report.lines == 0 => t.held_links,
        DrillVerdict::Held => t.held,
        DrillVerdict::Found => t.not_held,
        DrillVerdict::Unproved => t.unproved,
    };
    writeln!(to, "\n{verdict}")
}
