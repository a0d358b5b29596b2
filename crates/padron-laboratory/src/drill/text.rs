//! The report in plain words, in Spanish or English.

use super::inventory::{DirectoryReport, FileReport};
use super::link::{Grouping, LinkReason, Sort};
use super::report::{DrillVerdict, Find, RecoveredPeople, TheftReport, What};
use padron_model::Lang;
use std::io::{self, Write};

/// Most files, finds or groupings that are written out one by one; JSON has them all.
const MOST_LISTED: usize = 40;

/// Writes the report for people.
///
/// # Errors
/// The writer's.
pub(crate) fn write_text(report: &TheftReport, lang: Lang, to: &mut impl Write) -> io::Result<()> {
    inventory(report, lang, to)?;
    attacks(report, lang, to)?;
    finds(report, lang, to)?;
    links(report, lang, to)?;
    baselines(report, lang, to)?;
    verdict(report, lang, to)
}

fn inventory(report: &TheftReport, lang: Lang, to: &mut impl Write) -> io::Result<()> {
    writeln!(to, "{}", lang.pick("QUÉ SE ROBÓ", "WHAT WAS STOLEN"))?;
    for (at, directory) in report.directories.iter().enumerate() {
        directory_line(at, directory, lang, to)?;
        for file in directory.files.iter().filter(|file| !file.tables.is_empty()).take(MOST_LISTED) {
            tables(file, lang, to)?;
        }
    }
    let told = lang.pick(
        "  De esto se aprenden cuentas, fechas y tamaños.",
        "  What can be learned from this: counts, times and sizes.",
    );
    writeln!(to, "{told}")
}

fn directory_line(at: usize, directory: &DirectoryReport, lang: Lang, to: &mut impl Write) -> io::Result<()> {
    let bytes: u64 = directory.files.iter().map(|file| file.bytes).sum();
    let (files, name) = (directory.files.len(), &directory.directory);
    match lang {
        Lang::Es => writeln!(to, "  {}. {name}: {files} archivos, {bytes} bytes", at + 1),
        Lang::En => writeln!(to, "  {}. {name}: {files} files, {bytes} bytes", at + 1),
    }
}

fn tables(file: &FileReport, lang: Lang, to: &mut impl Write) -> io::Result<()> {
    writeln!(to, "     {}", file.name)?;
    for table in file.tables.iter().take(MOST_LISTED) {
        let (name, rows, sizes) = (&table.name, table.rows, table.row_sizes);
        let (least, most) = (table.smallest_row, table.largest_row);
        match lang {
            Lang::Es => {
                writeln!(to, "       {name}: {rows} filas de {least} a {most} bytes ({sizes} tamaños distintos)")?
            }
            Lang::En => {
                writeln!(to, "       {name}: {rows} rows of {least} to {most} bytes ({sizes} different sizes)")?
            }
        }
    }
    Ok(())
}

fn attacks(report: &TheftReport, lang: Lang, to: &mut impl Write) -> io::Result<()> {
    writeln!(to, "\n{}", lang.pick("QUÉ SE INTENTÓ", "WHAT WAS TRIED"))?;
    let (extent, lines) = (&report.extent, report.lines);
    if lines == 0 {
        let without = lang.pick(
            "  Sin --population no hay a quién buscar ni qué adivinar: sólo se buscaron vínculos.",
            "  Without --population there is nobody to search for and nothing to guess: only links were looked for.",
        );
        return writeln!(to, "{without}");
    }
    let (bytes, patterns) = (report.bytes_searched, report.patterns);
    let (candidates, attempts, targets) = (report.candidates, report.attempts, extent.targets);
    let (each, everybody) = (extent.lines_each, extent.on_everybody);
    let (scalars, tried, left_out) = (extent.scalars, extent.scalars_tried, extent.left_out);
    let unwrapped = extent.unwrapped;
    match lang {
        Lang::Es => writeln!(
            to,
            "  Búsqueda: {patterns} cadenas de {lines} líneas en {bytes} bytes, en claro y codificadas de toda forma usual.\n  \
             Adivinanza: {candidates} cadenas de 32 bytes como llave; {attempts} valores comparados con {targets} hallados en disco.\n  \
             Cada llave se probó con {each} líneas; {everybody} llaves, con todas. {tried} de {scalars} posibles partes de custodio se evaluaron.\n  \
             Registros cuya envoltura se abrió con llaves del mismo botín y que se registraron por dentro: {unwrapped}.\n  \
             Cadenas que no se probaron por ser demasiadas: {left_out}."
        ),
        Lang::En => writeln!(
            to,
            "  Search: {patterns} strings of {lines} lines in {bytes} bytes, in the clear and in every usual encoding.\n  \
             Guessing: {candidates} strings of 32 bytes as a key; {attempts} values compared with {targets} found on disk.\n  \
             Each key was tried on {each} lines; {everybody} keys on all. {tried} of {scalars} possible custodian shares were evaluated.\n  \
             Records whose wrap opened with keys of the same loot, and which were searched within: {unwrapped}.\n  \
             Strings left out for their number: {left_out}."
        ),
    }
}

fn finds(report: &TheftReport, lang: Lang, to: &mut impl Write) -> io::Result<()> {
    writeln!(to, "\n{}", lang.pick("QUÉ SE HALLÓ DE PERSONAS Y NÚMEROS", "WHAT WAS FOUND OF PERSONS AND NUMBERS"))?;
    if report.finds.is_empty() {
        let nothing = match (report.lines, lang) {
            (0, Lang::Es) => "  No se buscó.",
            (0, Lang::En) => "  Nothing was searched for.",
            (_, Lang::Es) => "  Nada.",
            (_, Lang::En) => "  Nothing.",
        };
        return writeln!(to, "{nothing}");
    }
    for find in report.finds.iter().take(MOST_LISTED) {
        write_find(find, lang, to)?;
    }
    more(report.finds.len(), lang, to)
}

fn write_find(find: &Find, lang: Lang, to: &mut impl Write) -> io::Result<()> {
    let what = match find.what {
        What::Clear(kind) => {
            let (spanish, english) = kind.words();
            lang.pick(spanish, english)
        }
        What::Hash => lang.pick("valor que se adivina sin llave", "value that can be guessed without a key"),
        What::Key => lang.pick("llave con la que se adivina", "key with which to guess"),
    };
    write!(to, "  {what} [{}] {}", find.encoding, find.file)?;
    if let (Some(table), Some(column), Some(row)) = (&find.table, &find.column, find.row) {
        write!(to, ", {} {table}.{column}, {} {row}", lang.pick("tabla", "table"), lang.pick("fila", "row"))?;
    }
    if let Some(offset) = find.offset {
        write!(to, ", {} {offset}", lang.pick("posición", "offset"))?;
    }
    let (places, lines) = (find.places, find.lines);
    match lang {
        Lang::Es => writeln!(to, "; lugares: {places}; líneas: {lines}"),
        Lang::En => writeln!(to, "; places: {places}; lines: {lines}"),
    }
}

fn more(all: usize, lang: Lang, to: &mut impl Write) -> io::Result<()> {
    match all.checked_sub(MOST_LISTED) {
        None | Some(0) => Ok(()),
        Some(more) => writeln!(to, "  {} {more}", lang.pick("y otros:", "and others:")),
    }
}

fn links(report: &TheftReport, lang: Lang, to: &mut impl Write) -> io::Result<()> {
    writeln!(to, "\n{}", lang.pick("QUÉ LÍNEAS SE VINCULAN", "WHICH LINES LIE TOGETHER"))?;
    let links = &report.links;
    let ties: Vec<&Grouping> = links.ties().collect();
    if ties.is_empty() {
        let none =
            lang.pick("  Ningún valor reúne líneas de una persona.", "  No value ties lines of a person together.");
        writeln!(to, "{none}")?;
    }
    let known = links.groupings.iter().filter(|grouping| matches!(grouping.sort, Sort::Known(_)));
    let times = links.groupings.iter().filter(|grouping| grouping.sort == Sort::Time);
    for grouping in ties.into_iter().chain(known).chain(times).take(MOST_LISTED) {
        write_grouping(grouping, lang, to)?;
    }
    for (join, count) in &links.joins {
        writeln!(to, "  {join}: {count}")?;
    }
    if let Some(groups) = links.true_groups {
        let (natural, lines) = (groups.natural, groups.natural_lines);
        let (legal, legal_lines) = (groups.legal, groups.legal_lines);
        match lang {
            Lang::Es => writeln!(
                to,
                "  En verdad {natural} personas tienen más de una línea ({lines} en total), y {legal} empresas ({legal_lines})."
            )?,
            Lang::En => writeln!(
                to,
                "  In truth {natural} people have more than one line ({lines} together), and {legal} companies ({legal_lines})."
            )?,
        }
    }
    Ok(())
}

fn write_grouping(grouping: &Grouping, lang: Lang, to: &mut impl Write) -> io::Result<()> {
    let what = match grouping.sort {
        Sort::Tie => lang.pick("VÍNCULO", "TIE"),
        Sort::Class => lang.pick("clase", "class"),
        Sort::Time => lang.pick("tiempo", "time"),
        Sort::Known(LinkReason::LegalPersons) => lang.pick("empresas (por diseño)", "companies (by design)"),
        Sort::Known(LinkReason::SameLine) => lang.pick("la misma línea (por diseño)", "the same line (by design)"),
        Sort::Known(LinkReason::SameRequest) => {
            lang.pick("la misma solicitud (por diseño)", "the same request (by design)")
        }
    };
    let (groups, rows, largest) = (grouping.groups, grouping.rows, grouping.largest);
    write!(to, "  {what}: {} {}.{}: ", grouping.file, grouping.table, grouping.column)?;
    match lang {
        Lang::Es => write!(to, "{groups} grupos, {rows} filas, el mayor de {largest}")?,
        Lang::En => write!(to, "{groups} groups, {rows} rows, the largest of {largest}")?,
    }
    if let Some(truth) = grouping.truth {
        let (same, chance) = (truth.same_person, truth.by_chance);
        let beyond = truth.beyond_chance();
        match (lang, beyond) {
            (Lang::Es, true) => {
                write!(to, "; {same} pares de la misma persona, por azar serían {chance:.1}: DICE ALGO")?
            }
            (Lang::Es, false) => write!(to, "; {same} pares de la misma persona, por azar serían {chance:.1}")?,
            (Lang::En, true) => write!(to, "; {same} pairs of one person, by chance {chance:.1}: IT TELLS SOMETHING")?,
            (Lang::En, false) => write!(to, "; {same} pairs of one person, by chance {chance:.1}")?,
        }
    }
    writeln!(to)
}

fn baselines(report: &TheftReport, lang: Lang, to: &mut impl Write) -> io::Result<()> {
    let title =
        lang.pick("EL MISMO SIMULACRO, DONDE SÍ HAY QUÉ HALLAR", "THE SAME DRILL, WHERE THERE IS SOMETHING TO FIND");
    writeln!(to, "\n{title}")?;
    let baselines = &report.baselines;
    let rows: [(&str, Option<RecoveredPeople>); 4] = [
        (lang.pick("tabla en claro", "table in the clear"), baselines.clear),
        (lang.pick("números con SHA-256", "numbers under SHA-256"), baselines.hashed),
        (lang.pick("números con HMAC y su llave al lado", "numbers under HMAC, its key beside"), baselines.peppered),
        (lang.pick("un valor por persona", "one value a person"), Some(baselines.linked)),
    ];
    for (name, recovered) in rows {
        if let Some(RecoveredPeople { recovered, of }) = recovered {
            writeln!(to, "  {name}: {recovered} {} {of}", lang.pick("de", "of"))?;
        }
    }
    Ok(())
}

fn verdict(report: &TheftReport, lang: Lang, to: &mut impl Write) -> io::Result<()> {
    for file in &report.not_searched {
        writeln!(to, "  {} {file}", lang.pick("No se pudo leer del todo:", "Could not be read in full:"))?;
    }
    let verdict = match report.verdict() {
        DrillVerdict::Held if report.lines == 0 => lang.pick(
            "Nada se vincula. Sin la lista verdadera no se buscó más.",
            "Nothing is tied together. Without the true list nothing else was looked for.",
        ),
        DrillVerdict::Held => lang.pick(
            "RESISTIÓ: nada se halló, y el simulacro probó que sabe hallar.",
            "IT HELD: nothing was found, by a drill that has proved that it can find.",
        ),
        DrillVerdict::Found => lang
            .pick("NO RESISTIÓ: se halló lo que se lista arriba.", "IT DID NOT HOLD: what is listed above was found."),
        DrillVerdict::Unproved => lang.pick(
            "EL SIMULACRO NO PUDO PROBARSE A SÍ MISMO: que no hallara nada no dice nada.",
            "THE DRILL COULD NOT PROVE ITSELF: that it found nothing says nothing.",
        ),
    };
    writeln!(to, "\n{verdict}")
}
