package dev.lemma.examples.cli;

import dev.lemma.api.plugin.ExtensionPoint;
import dev.lemma.core.io.checkpoint.FolderInUseException;
import dev.lemma.examples.Example;
import dev.lemma.examples.Option;
import dev.lemma.examples.UsageException;
import dev.lemma.examples.terminal.Terminal;
import dev.lemma.examples.terminal.Terminal.Style;
import dev.lemma.runtime.Catalogue;
import dev.lemma.runtime.Entry;
import dev.lemma.runtime.PluginJars;
import dev.lemma.runtime.Suggestions;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * {@code lemma}, with {@code list}, {@code describe}, {@code run}, {@code shell} and {@code completion}; each example is a command under {@code run}, so it has a {@code --help} of
 * its own.
 *
 * <p>The options that every run has are taken before the example's name as well as after it.
 */
public final class LemmaCommand {

    private static final int OK = 0;
    private static final int FAILED = 1;
    private static final int MISUSE = 2;

    /** Picocli does not write help in fewer columns. */
    private static final int NARROWEST_HELP = 55;

    private final Terminal terminal;
    private final ClassLoader loader;

    /** @param loader where examples are looked for */
    public LemmaCommand(Terminal terminal, ClassLoader loader) {
        this.terminal = terminal;
        this.loader = loader;
    }

    /** Does what the words say. Throws nothing: whatever happens becomes a message and the exit status 0, 1 or 2. */
    public int execute(String... words) {
        boolean debug = Arrays.asList(words).contains("--debug");
        try {
            return execute(Words.of(words));
        } catch (UsageException misuse) {
            return complain(MISUSE, misuse.getMessage(), misuse, debug);
        } catch (ParameterException misuse) {
            return complain(MISUSE, message(misuse), misuse, debug);
        } catch (IllegalArgumentException badInput) {
            return complain(MISUSE, described(badInput), badInput, debug);
        } catch (FolderInUseException twice) {
            return complain(MISUSE, described(twice), twice, debug);
        } catch (IOException failure) {
            return complain(MISUSE, OutputPlaces.reason(failure), failure, debug);
        } catch (UncheckedIOException failure) {
            return complain(MISUSE, reason(failure), failure, debug);
        } catch (OutOfMemoryError exhausted) {
            return complain(
                    FAILED,
                    "Out of memory (" + exhausted.getMessage() + "). Give the JVM more with LEMMA_JAVA_OPTIONS=-Xmx8g, "
                            + "or make the run smaller with its options.",
                    exhausted,
                    debug);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return complain(FAILED, "Interrupted.", interrupted, debug);
        } catch (Exception | LinkageError | StackOverflowError broken) {
            return complain(FAILED, "The run broke: " + described(broken), broken, debug);
        }
    }

    private int execute(Words words) throws Exception {
        PluginJars jars = PluginJars.open(words.plugins(), loader);
        Catalogue catalogue = Catalogue.loader().jars(jars).load();
        catalogue.failures().forEach(failure -> terminal.errorLine("lemma: a plugin is left out: " + failure));
        Examples examples = Examples.find(jars.loader(), catalogue);
        CommandLine lemma = commands(examples, catalogue);
        ParseResult parsed = lemma.parseArgs(withHelpLast(words.rest()));
        for (ParseResult at = parsed; at != null; at = at.hasSubcommand() ? at.subcommand() : null) {
            CommandLine command = at.commandSpec().commandLine();
            if (at.isUsageHelpRequested()) {
                terminal.line(usage(command));
                return OK;
            }
            if (at.isVersionHelpRequested()) {
                terminal.line(String.join("\n", new Version().getVersion()));
                return OK;
            }
        }
        if (!parsed.hasSubcommand()) {
            terminal.errorLine(usage(lemma));
            return MISUSE;
        }
        ParseResult command = parsed.subcommand();
        if (command.commandSpec().name().equals("list")) {
            list(examples);
            new PartPages(terminal).list(catalogue);
            return OK;
        }
        if (command.commandSpec().name().equals("describe")) {
            List<String> named = command.matchedPositionalValue(0, List.of());
            if (named.size() != 2) {
                throw new UsageException(
                        "describe needs a kind of part and a name: lemma describe optimizer adam\n  Kinds: "
                                + catalogue.points().stream()
                                        .map(ExtensionPoint::id)
                                        .collect(Collectors.joining(", ")));
            }
            new PartPages(terminal).describe(catalogue.entry(named.get(0), named.get(1)));
            return OK;
        }
        if (command.commandSpec().name().equals("completion")) {
            terminal.line(Completion.script(lemma, catalogue, command.matchedPositionalValue(0, "")));
            return OK;
        }
        if (command.commandSpec().name().equals("compare")) {
            new Comparison(terminal).of(command.matchedPositionalValue(0, List.of()));
            return OK;
        }
        if (command.commandSpec().name().equals("shell")) {
            List<String> files = command.matchedPositionalValue(0, List.of());
            terminal.flush();
            return new Shell(words.plugins()).run(files) == 0 ? OK : FAILED;
        }
        if (!command.hasSubcommand()) {
            throw new UsageException(
                    "run needs the name of an example: lemma run NAME\n  There are: " + examples.known());
        }
        ParseResult chosen = command.subcommand();
        Map<String, String> typed = new LinkedHashMap<>();
        for (ParseResult part : List.of(command, chosen)) {
            part.matchedOptions()
                    .forEach(option -> typed.put(
                            bare(option.longestName()), option.getValue().toString()));
        }
        Example example = examples.named(chosen.commandSpec().name());
        Map<String, String> partOptions = new LinkedHashMap<>();
        for (ExtensionPoint<?> point : example.parts()) {
            if (typed.containsKey(point.id())) {
                partOptions.put(point.id(), typed.get(point.id()));
            }
        }
        partOptions.putAll(words.partOptions());
        ChosenParts parts = new ChosenParts(example, catalogue, partOptions);
        return new ExampleRunner(terminal).run(example, typed, parts) ? OK : FAILED;
    }

    private void list(Examples examples) {
        int width = examples.all().stream()
                .mapToInt(example -> example.name().length())
                .max()
                .orElse(0);
        if (examples.all().isEmpty()) {
            terminal.line("There are no examples on the class path.");
        }
        for (Example example : examples.all()) {
            String name = terminal.paint(Style.BOLD, example.name())
                    + " ".repeat(width - example.name().length());
            List<String> summary = ClaimTable.wrapped(example.summary(), Math.max(20, terminal.width() - width - 5));
            terminal.line("  " + name + "  " + String.join("\n" + " ".repeat(width + 4), summary));
        }
        examples.failures().forEach(failure -> terminal.errorLine("lemma: one example is left out: " + failure));
    }

    private CommandLine commands(Examples examples, Catalogue catalogue) {
        CommandSpec lemma = command(
                "lemma", "The mathematics of deep learning: experiments that say what they claim and what they found.");
        lemma.addSubcommand("list", withPlugins(command("list", "Lists the examples and every part, one line each.")));
        CommandSpec describe =
                withPlugins(command("describe", "Shows the formula, the options and the origin of a part."));
        describe.addPositional(PositionalParamSpec.builder()
                .paramLabel("KIND NAME")
                .arity("0..2")
                .type(List.class)
                .auxiliaryTypes(String.class)
                .description("For example optimizer adam.")
                .completionCandidates(kindsAndNames(catalogue))
                .build());
        lemma.addSubcommand("describe", describe);
        CommandSpec run = command("run", "Runs an example, prints its claims and verdicts, writes a report.");
        run.usageMessage()
                .footer(
                        "%nExit status: 0 if every claim holds, 1 if one fails, 2 on misuse.",
                        "lemma run NAME --help shows the options of an example.");
        runOptions(run);
        for (Example example : examples.all()) {
            CommandSpec one = command(example.name(), escaped(example.summary()) + ".");
            runOptions(one);
            example.options().forEach(option -> one.addOption(spec(option)));
            example.parts()
                    .forEach(point -> one.addOption(text(
                                    point.id(),
                                    // a completion script has one list of names for each label
                                    label(point.id()),
                                    "The name of another " + point + "; its options are --" + point
                                            + ".OPTION (lemma list, lemma describe).")
                            .completionCandidates(names(catalogue, point))
                            .build()));
            run.addSubcommand(example.name(), one);
        }
        run.usageMessage().commandListHeading("%nExamples:%n");
        run.usageMessage().synopsisSubcommandLabel("NAME [--option value ...]");
        lemma.addSubcommand("run", run);
        lemma.addSubcommand("compare", compare());
        lemma.addSubcommand("shell", shell());
        lemma.addSubcommand("completion", completion());
        lemma.usageMessage().commandListHeading("%nCommands:%n");
        lemma.usageMessage().synopsisSubcommandLabel("COMMAND");
        lemma.usageMessage()
                .footer("%nExamples of use:", "  lemma list", "  lemma run digits --seed 1 --json result.json");
        CommandLine line = new CommandLine(lemma);
        line.setUsageHelpWidth(Math.max(NARROWEST_HELP, terminal.width()));
        line.setAbbreviatedOptionsAllowed(false);
        line.setExpandAtFiles(false); // a value may begin with @
        return line;
    }

    private static String label(String point) {
        return point.toUpperCase(Locale.ROOT);
    }

    /** Whether a part of this kind can be chosen for the command. */
    static boolean takes(CommandSpec command, ExtensionPoint<?> point) {
        OptionSpec option = command.findOption("--" + point);
        return option != null && isPart(option);
    }

    private static CommandSpec compare() {
        CommandSpec compare =
                command("compare", "Puts claims and figures of several runs side by side, here and on a page.");
        return compare.addPositional(PositionalParamSpec.builder()
                .paramLabel("DIR")
                .arity("0..*")
                .type(List.class)
                .auxiliaryTypes(String.class)
                .description("Folders of runs (default all below report).")
                .build());
    }

    private static CommandSpec shell() {
        CommandSpec shell = withPlugins(command(
                "shell",
                "Starts JShell with Lemma on the class path, its types imported and the Vector API switched on."));
        return shell.addPositional(PositionalParamSpec.builder()
                .paramLabel("FILE")
                .arity("0..*")
                .type(List.class)
                .auxiliaryTypes(String.class)
                .description("Snippets to run first; - for those on the standard input, without prompts.")
                .build());
    }

    private static CommandSpec completion() {
        CommandSpec completion = withPlugins(command(
                "completion", "Prints a script that completes commands, examples, options and parts in a shell."));
        completion
                .usageMessage()
                .footer(
                        "%nIn ~/.bashrc, with the directory of lemma on the PATH:",
                        "  source <(lemma completion bash)",
                        "%nFor zsh it is the same script, by way of bashcompinit as picocli documents it; tried is bash.");
        return completion.addPositional(PositionalParamSpec.builder()
                .paramLabel("bash|zsh")
                .arity("0..1")
                .type(String.class)
                .description("The shell.")
                .completionCandidates(Completion.SHELLS)
                .build());
    }

    private static List<String> names(Catalogue catalogue, ExtensionPoint<?> point) {
        return catalogue.entries(point).stream()
                .flatMap(LemmaCommand::names)
                .sorted()
                .toList();
    }

    private static List<String> kindsAndNames(Catalogue catalogue) {
        return Stream.concat(
                        catalogue.points().stream().map(ExtensionPoint::id),
                        catalogue.entries().stream()
                                .flatMap(LemmaCommand::names)
                                .sorted())
                .distinct()
                .toList();
    }

    private static Stream<String> names(Entry<?> entry) {
        return Stream.concat(Stream.of(entry.name()), entry.aliases().stream());
    }

    private static CommandSpec command(String name, String description) {
        CommandSpec spec = CommandSpec.create().name(name);
        spec.usageMessage()
                .description(description)
                .sortOptions(false)
                .abbreviateSynopsis(true)
                .optionListHeading("%nOptions:%n");
        spec.addOption(OptionSpec.builder("-h", "--help")
                .usageHelp(true)
                .description("Show this and end.")
                .build());
        spec.addOption(OptionSpec.builder("-V", "--version")
                .versionHelp(true)
                .description("Show the version and end.")
                .build());
        return spec;
    }

    private static CommandSpec withPlugins(CommandSpec spec) {
        return spec.addOption(text("plugins", "JAR...", "Jars of plugins that are not on the class path.")
                .type(Path.class)
                .build());
    }

    private static void runOptions(CommandSpec spec) {
        withPlugins(spec);
        spec.addOption(
                text("seed", "N", "Where all randomness comes from; the same seed gives the same results (default 0).")
                        .build());
        spec.addOption(flag("quick", "A smaller run of some seconds; its claims may be weaker.")
                .build());
        spec.addOption(text("json", "FILE", "Write claims, verdicts and artifacts there, for a program to read.")
                .type(Path.class)
                .build());
        spec.addOption(text("out", "DIR", "The folder of the report (default a new one below report).")
                .type(Path.class)
                .build());
        spec.addOption(flag("debug", "Show where an error comes from.").build());
    }

    private static OptionSpec spec(Option<?> option) {
        String standard = option.isFlag()
                ? ""
                : option.value(false)
                        .map(value -> "default " + Option.show(value))
                        .orElse("");
        String quick = option.value(true).equals(option.value(false))
                ? ""
                : option.value(true)
                        .map(value -> "with --quick " + Option.show(value))
                        .orElse("");
        List<String> parts = new ArrayList<>();
        if (!option.isFlag()
                && !option.expected().equals("text")
                && !option.expected().equals("a path")) {
            parts.add(option.expected());
        }
        parts.add(option.isRequired() ? "required" : standard);
        parts.add(quick);
        parts.removeIf(String::isEmpty);
        String description = escaped(option.description())
                + (parts.isEmpty() ? "." : " (" + escaped(String.join("; ", parts)) + ").");
        if (option.isFlag()) {
            return flag(option.name(), description).build();
        }
        OptionSpec.Builder builder = text(option.name(), option.placeholder(), description);
        return (option.expected().equals("a path") ? builder.type(Path.class) : builder).build();
    }

    private static OptionSpec.Builder text(String name, String placeholder, String description) {
        return OptionSpec.builder("--" + name)
                .type(String.class)
                .arity("1")
                .paramLabel(placeholder)
                .description(description);
    }

    private static OptionSpec.Builder flag(String name, String description) {
        return OptionSpec.builder("--" + name).type(Boolean.class).arity("0").description(description);
    }

    private String usage(CommandLine command) {
        return command.getUsageMessage(terminal.hasColours() ? Ansi.ON : Ansi.OFF)
                .stripTrailing();
    }

    /** What was wrong with the words, in one sentence, and what was likely meant. */
    private static String message(ParameterException misuse) {
        CommandSpec command = misuse.getCommandLine().getCommandSpec();
        String where = command.qualifiedName();
        String help = "\n  See " + where + " --help";
        if (misuse instanceof CommandLine.UnmatchedArgumentException unmatched
                && !unmatched.getUnmatched().isEmpty()) {
            String first = unmatched.getUnmatched().get(0);
            if (first.startsWith("-") && first.length() > 1) {
                String name = first.contains("=") ? first.substring(0, first.indexOf('=')) : first;
                if (isPartOfAnother(command, bare(name))) {
                    return "Unknown option " + name + " for " + where + ", which takes no " + bare(name)
                            + ". Parts that can be chosen: " + partsOf(command) + help;
                }
                TreeSet<String> known = new TreeSet<>();
                command.options().forEach(option -> known.add(option.longestName()));
                return "Unknown option " + name + " for " + where + "." + Suggestions.question(name, known)
                        + "\n  There are: " + String.join(", ", known) + help;
            }
            if (!command.subcommands().isEmpty()) {
                boolean example = command.name().equals("run");
                return (example ? "No example is called \"" : "No command is called \"") + first + "\"."
                        + Suggestions.question(first, command.subcommands().keySet())
                        + "\n  There are: "
                        + String.join(", ", new TreeSet<>(command.subcommands().keySet())) + help;
            }
            return where + " takes no further words; got \"" + first + "\"." + help;
        }
        if (misuse instanceof CommandLine.MissingParameterException missing
                && !missing.getMissing().isEmpty()
                && missing.getMissing().get(0) instanceof OptionSpec option) {
            return option.longestName() + " needs a value: " + option.longestName() + " " + option.paramLabel() + help;
        }
        if (misuse instanceof CommandLine.OverwrittenOptionException twice
                && twice.getOverwritten() instanceof OptionSpec option) {
            return option.longestName() + " is given twice; expected once." + help;
        }
        return misuse.getMessage() + help;
    }

    /** Whether an example beside this one takes parts of the kind. */
    private static boolean isPartOfAnother(CommandSpec command, String kind) {
        return command.parent() != null
                && command.parent().subcommands().values().stream()
                        .map(CommandLine::getCommandSpec)
                        .map(other -> other.findOption("--" + kind))
                        .anyMatch(option -> option != null && isPart(option));
    }

    private static String partsOf(CommandSpec command) {
        String parts = command.options().stream()
                .filter(LemmaCommand::isPart)
                .map(OptionSpec::longestName)
                .sorted()
                .collect(Collectors.joining(", "));
        return parts.isEmpty() ? "none" : parts;
    }

    private static boolean isPart(OptionSpec option) {
        return option.paramLabel().equals(label(bare(option.longestName())));
    }

    private int complain(int status, @Nullable String message, Throwable cause, boolean debug) {
        terminal.clearStatus();
        terminal.errorLine(terminal.paint(Style.BAD, "lemma:") + " " + message);
        if (debug) {
            StringWriter trace = new StringWriter();
            cause.printStackTrace(new PrintWriter(trace));
            terminal.errorLine(trace.toString().stripTrailing());
        } else if (status == FAILED) {
            terminal.errorLine("  Add --debug to see where it comes from.");
        }
        return status;
    }

    /** The message, unless it is only the cause's name and message. */
    private static String reason(UncheckedIOException failure) {
        IOException cause = failure.getCause();
        return cause == null || !cause.toString().equals(failure.getMessage())
                ? described(failure)
                : OutputPlaces.reason(cause);
    }

    private static String described(Throwable broken) {
        String message = broken.getMessage();
        return message == null || message.isBlank() ? broken.getClass().getSimpleName() : message;
    }

    /** "help run digits", which many try first, as "run digits --help". */
    private static String[] withHelpLast(String... words) {
        if (words.length == 0 || !words[0].equals("help")) {
            return words;
        }
        String[] turned = Arrays.copyOfRange(words, 1, words.length + 1);
        turned[words.length - 1] = "--help";
        return turned;
    }

    private static String bare(String optionName) {
        return optionName.replaceFirst("^-+", "");
    }

    /** Picocli formats descriptions, in which a percent sign, "@|" and "${" would mean something. */
    private static String escaped(String text) {
        return text.replace("%", "%%").replace("@|", "@ |").replace("${", "$ {");
    }
}
