package dev.lemma.runtime;

import static dev.lemma.api.plugin.ExtensionPoint.ACTIVATION;
import static dev.lemma.api.plugin.ExtensionPoint.OPTIMIZER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lemma.api.plugin.PluginReference;
import dev.lemma.core.activation.Activations;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said of a plugin that does not work; a healthy one beside it, and Lemma's own parts, go on working. */
class BrokenPluginsTest {

    private static final String SERVICE = "META-INF/services/dev.lemma.api.plugin.NnPlugin";

    @TempDir
    Path folder;

    private Catalogue load(Path... jars) throws IOException {
        Path healthy = Jars.make(
                folder,
                "healthy.jar",
                "acme.Healthy # a comment",
                "Healthy",
                "public final class Healthy implements NnPlugin { "
                        + Jars.plugin("acme.healthy", "to.add(ACTIVATION, \"cube\", new Cube());") + " }",
                "Cube",
                "public record Cube() implements Activation { public Tensor apply(Tensor x) { return x.times(x.square()); } }");
        List<Path> all = new ArrayList<>(Arrays.asList(jars));
        all.add(healthy);
        Catalogue catalogue = Catalogue.loader()
                .jars(PluginJars.open(all, BrokenPluginsTest.class.getClassLoader()))
                .load();
        assertThat(catalogue.create(ACTIVATION, "relu")).isEqualTo(Activations.RELU);
        return catalogue;
    }

    private void fails(Path jar, String plugin, String reason) throws IOException {
        Catalogue catalogue = load(jar);
        assertThat(catalogue.failures())
                .containsExactly(new PluginFailure(plugin, jar.getFileName().toString(), reason));
        assertThat(catalogue.find(ACTIVATION, "cube")).as("the healthy plugin").isPresent();
    }

    private Path broken(String body, String... more) throws IOException {
        String[] sources = new String[more.length + 2];
        sources[0] = "Broken";
        sources[1] = body;
        System.arraycopy(more, 0, sources, 2, more.length);
        return Jars.make(folder, "broken.jar", "acme.Broken", sources);
    }

    private Path brokenPlugin(String members, String... more) throws IOException {
        return broken("public final class Broken implements NnPlugin { " + members + " }", more);
    }

    @Test
    void namesAClassThatIsNotThere() throws IOException {
        fails(
                Jars.make(folder, "broken.jar", "acme.Absent"),
                "acme.Absent",
                "its " + SERVICE
                        + " names the class acme.Absent, which is not there: correct the name, or add the class to the jar");
    }

    @Test
    void namesNothing() throws IOException {
        fails(
                Jars.make(folder, "broken.jar", "# nothing\n"),
                "a plugin",
                "its " + SERVICE + " names no class: write the plugin's full name there");
    }

    @Test
    void needsAClassThatIsNotThere() throws IOException {
        Path jar = broken(
                "public final class Broken extends Helper implements NnPlugin { " + Jars.plugin("acme.broken", "")
                        + " }",
                "Helper",
                "public class Helper {}");
        fails(
                Jars.rewrite(jar, "acme/Helper.class", null),
                "acme.Broken",
                "the class acme.Helper is missing: put the jar that has it beside the plugin");
    }

    @Test
    void needsAClassThatIsNotThereOnlyWhenItContributes() throws IOException {
        Path jar = brokenPlugin(
                Jars.plugin("acme.broken", "new Helper().help();"), "Helper", "public class Helper { void help() {} }");
        fails(
                Jars.rewrite(jar, "acme/Helper.class", null),
                "acme.broken",
                "the class acme.Helper is missing: put the jar that has it beside the plugin");
    }

    @Test
    void constructorThrows() throws IOException {
        fails(
                brokenPlugin("public Broken() { throw new IllegalStateException(\"no licence\"); } "
                        + Jars.plugin("acme.broken", "")),
                "acme.Broken",
                "its constructor threw IllegalStateException (no licence): do nothing in it that can fail");
    }

    @Test
    void constructorTakesArguments() throws IOException {
        fails(
                brokenPlugin("public Broken(int n) {} " + Jars.plugin("acme.broken", "")),
                "acme.Broken",
                "the class acme.Broken needs a public constructor without arguments, and to be public itself");
    }

    @Test
    void staticInitialiserThrows() throws IOException {
        fails(
                brokenPlugin("static final int N = Integer.parseInt(\"x\"); " + Jars.plugin("acme.broken", "")),
                "acme.Broken",
                "its static initialiser threw NumberFormatException (For input string: \"x\"): do nothing in it that can fail");
    }

    @Test
    void isNoPlugin() throws IOException {
        fails(
                broken("public final class Broken {}"),
                "acme.Broken",
                "the class acme.Broken does not implement NnPlugin: name the class that does in " + SERVICE);
    }

    @Test
    void isOfAnotherLevel() throws IOException {
        fails(
                brokenPlugin(Jars.plugin("acme.broken", "7", "")),
                "acme.broken",
                "it was compiled for API level 7, this Lemma has level 1: use a newer Lemma");
    }

    @Test
    void isCompiledForANewerJava() throws IOException {
        Path jar = brokenPlugin(Jars.plugin("acme.broken", ""));
        byte[] bytes = Jars.read(jar, "acme/Broken.class");
        bytes[7] = (byte) 200; // the major version of the class file
        int java = Runtime.version().feature();
        fails(
                Jars.rewrite(jar, "acme/Broken.class", bytes),
                "acme.Broken",
                "it was compiled for a newer Java than this one (" + java
                        + "): run a newer Java, or compile it with --release " + java);
    }

    @Test
    void contributeThrows() throws IOException {
        fails(
                brokenPlugin(
                        Jars.plugin(
                                "acme.broken",
                                "to.add(ACTIVATION, \"half\", Activation.class.cast(null)); throw new RuntimeException(\"x\");")),
                "acme.broken",
                "it threw NullPointerException (half) while it added its parts");
    }

    /** As one compiled against interfaces that had other methods. */
    @Test
    void lacksAMethod() throws IOException {
        Path jar = broken(
                "public final class Broken extends Old { public void contribute(Contributions to) { } }",
                "Old",
                "public abstract class Old implements NnPlugin { public String id() { return \"acme.broken\"; }"
                        + " public int apiLevel() { return NnApi.LEVEL; } }");
        byte[] old = Jars.read(
                Jars.make(
                        folder,
                        "other.jar",
                        "",
                        "Old",
                        "public abstract class Old implements NnPlugin {"
                                + " public String id() { return \"acme.broken\"; } }"),
                "acme/Old.class");
        Catalogue catalogue = load(Jars.rewrite(jar, "acme/Old.class", old));
        assertThat(catalogue.failures()).singleElement().satisfies(failure -> assertThat(failure.toString())
                .startsWith(
                        "acme.broken (broken.jar): it was compiled against another version of Lemma (AbstractMethodError")
                .contains("apiLevel")
                .endsWith("): compile it against this one"));
    }

    @Test
    void hasNoProperId() throws IOException {
        fails(
                brokenPlugin(Jars.plugin("Acme Lion", "")),
                "acme.Broken",
                "its id is \"Acme Lion\"; expected lower-case words joined by dots, for example acme.swish");
    }

    @Test
    void takesAReservedId() throws IOException {
        fails(
                brokenPlugin(Jars.plugin("lemma.more", "")),
                "acme.Broken",
                "its id is lemma.more, but lemma. is for Lemma's own plugins: choose another id");
    }

    @Test
    void givesAPartAnImpossibleName() throws IOException {
        fails(
                brokenPlugin(Jars.plugin("acme.broken", "to.add(ACTIVATION, \"My Part\", (Activation) x -> x);")),
                "acme.broken",
                "it calls a part of activation \"My Part\"; expected lower-case letters, digits and hyphens, beginning with a letter");
    }

    @Test
    void addsANameTwice() throws IOException {
        fails(
                brokenPlugin(
                        Jars.plugin(
                                "acme.broken",
                                "Activation a = x -> x; to.add(ACTIVATION, \"one\", a); to.add(ACTIVATION, \"two\", a).alias(\"one\");")),
                "acme.broken",
                "it adds two parts called activation \"one\": rename one of them");
    }

    @Test
    void addsANameOfLemmas() throws IOException {
        Path jar = brokenPlugin(Jars.plugin("acme.broken", "to.add(ACTIVATION, \"relu\", (Activation) x -> x);"));
        Catalogue catalogue = load(jar);
        assertThat(catalogue.failures()).singleElement().satisfies(failure -> assertThat(failure.toString())
                .startsWith("acme.broken (broken.jar): it adds activation \"relu\", as lemma.core (")
                .endsWith(" does: take one of them off the class path, rename the part, or prefer one of the two"));
    }

    private Path withTwice(String jar, String id, String factor) throws IOException {
        return Jars.make(
                folder,
                jar,
                "acme." + factor,
                factor,
                "public final class " + factor + " implements NnPlugin { "
                        + Jars.plugin(
                                id,
                                "to.add(ACTIVATION, \"twice\", Activation.class.cast((Activation) x -> x.times(2)));")
                        + " }");
    }

    @Test
    void twoPluginsAddTheSameName() throws IOException {
        Path one = withTwice("one.jar", "acme.one", "One");
        Path two = withTwice("two.jar", "acme.two", "Two");
        String fix = " does: take one of them off the class path, rename the part, or prefer one of the two";
        assertThat(load(two, one).failures())
                .extracting(PluginFailure::toString)
                .containsExactlyInAnyOrder(
                        "acme.one (one.jar): it adds activation \"twice\", as acme.two (two.jar)" + fix,
                        "acme.two (two.jar): it adds activation \"twice\", as acme.one (one.jar)" + fix);
        Catalogue preferring = Catalogue.loader()
                .jars(PluginJars.open(List.of(one, two), BrokenPluginsTest.class.getClassLoader()))
                .prefer(ACTIVATION, "twice", "acme.two")
                .policy(LoadPolicy.STRICT)
                .load();
        assertThat(preferring.entry(ACTIVATION, "twice").origin().plugin()).isEqualTo("acme.two");
    }

    @Test
    void twoPluginsHaveTheSameId() throws IOException {
        assertThat(load(withTwice("lion-1.2.jar", "acme.lion", "One"), withTwice("lion-1.3.jar", "acme.lion", "Two"))
                        .failures())
                .extracting(PluginFailure::toString)
                .containsExactly(
                        "acme.lion (lion-1.2.jar and lion-1.3.jar): these plugins have the same id, and none of them is loaded: keep one");
    }

    @Test
    void hasIllegalDefaults() throws IOException {
        Path jar = brokenPlugin(
                Jars.plugin("acme.broken", "to.add(ACTIVATION, \"leak\", Leak.class);"),
                "Leak",
                "public record Leak(@Default(\"-1\") double slope) implements Activation {"
                        + " public Leak { Check.positive(\"slope\", slope); } public Tensor apply(Tensor x) { return x; } }");
        fails(
                jar,
                "acme.broken",
                "the defaults of activation \"leak\" cannot be used: leak: slope: expected a finite number above 0, got -1.0");
    }

    @Test
    void partIsNoRecord() throws IOException {
        Path jar = brokenPlugin(
                Jars.plugin("acme.broken", "to.add(ACTIVATION, \"leak\", Leak.class);"),
                "Leak",
                "public class Leak implements Activation { public Tensor apply(Tensor x) { return x; } }");
        fails(jar, "acme.broken", "acme.Leak is not a record: write it as a record, whose components are the options");
    }

    @Test
    void partCannotBeReached() throws IOException {
        Path jar = brokenPlugin(Jars.plugin("acme.broken", "to.add(ACTIVATION, \"leak\", new Leak(1));")
                + " record Leak(double slope) implements Activation { public Tensor apply(Tensor x) { return x; } }");
        fails(jar, "acme.broken", "acme.Broken$Leak cannot be reached: make Leak public");
    }

    @Test
    void partIsOfAnotherType() throws IOException {
        Path jar = brokenPlugin(
                Jars.plugin(
                        "acme.broken",
                        "ExtensionPoint<Activation> p = (ExtensionPoint) OPTIMIZER; to.add(p, \"leak\", Leak.class);"),
                "Leak",
                "public record Leak() implements Activation { public Tensor apply(Tensor x) { return x; } }");
        fails(
                jar,
                "acme.broken",
                "optimizer \"leak\" is a acme.Leak, which does not implement dev.lemma.api.training.Optimizer");
    }

    @Test
    void isNoJar() throws IOException {
        Path jar = Files.write(folder.resolve("broken.jar"), "not a zip".getBytes(StandardCharsets.UTF_8));
        Catalogue catalogue = load(jar);
        assertThat(catalogue.failures()).singleElement().satisfies(failure -> assertThat(failure.toString())
                .startsWith("a plugin (broken.jar): it is not a jar that can be read (")
                .endsWith("): build or fetch it anew"));
        assertThatThrownBy(() -> PluginJars.open(
                        List.of(folder.resolve("none.jar")), getClass().getClassLoader()))
                .hasMessageContaining("none.jar: expected the path of a jar");
    }

    @Test
    void strictLoadsAllOrNothing() throws IOException {
        Path jar = brokenPlugin(Jars.plugin("acme.broken", "7", ""));
        CatalogueLoader loader = Catalogue.loader()
                .jars(PluginJars.open(List.of(jar), BrokenPluginsTest.class.getClassLoader()))
                .policy(LoadPolicy.STRICT);
        assertThatThrownBy(loader::load)
                .isInstanceOf(PluginException.class)
                .hasMessageContaining("acme.broken (broken.jar)");
    }

    @Test
    void unknownNamesMentionPluginsThatFailed() throws IOException {
        Catalogue catalogue = load(brokenPlugin(Jars.plugin("acme.broken", "7", "")));
        assertThatThrownBy(() -> catalogue.create(ACTIVATION, "rleu"))
                .isInstanceOf(UnknownPartException.class)
                .hasMessageStartingWith("No activation is called \"rleu\". Did you mean relu")
                .hasMessageContaining("(acme.healthy, lemma.core)")
                .hasMessageContaining("1 plugin failed: acme.broken (broken.jar): it was compiled for API level 7");
    }

    /** A model saved with a plugin is loaded without it, then with one that has other options. */
    @Test
    void aSavedModelSaysWhichPluginIsMissing() throws IOException {
        String use = Jars.plugin("acme.opt", "to.add(OPTIMIZER, \"lion\", new Lion(1e-4));")
                + " public String version() { return \"1.2\"; }";
        String lion =
                "public record Lion(double rate) implements Optimizer { public Update update(Tensor g, Slots s) { return"
                        + " Update.by(g.sign().times(-rate)); } }";
        Catalogue with = load(Jars.make(
                folder,
                "opt-1.2.jar",
                "acme.Opt",
                "Opt",
                "public final class Opt implements NnPlugin { " + use + " }",
                "Lion",
                lion));
        PluginReference saved =
                PluginReference.parse(with.reference(OPTIMIZER, with.create(OPTIMIZER, "lion", Map.of("rate", 1e-5)))
                        .toString());
        assertThat(saved.options()).containsExactly(Map.entry("rate", 1e-5));
        assertThat(with.restore(OPTIMIZER, saved)).isEqualTo(with.create(OPTIMIZER, "lion", Map.of("rate", "1e-5")));
        Catalogue without = load();
        assertThatThrownBy(() -> without.restore(OPTIMIZER, saved))
                .isInstanceOf(MissingPluginException.class)
                .hasMessageStartingWith(
                        "The saved model uses optimizer \"lion\" of plugin acme.opt 1.2, which is not there: "
                                + "put the plugin's jar on the class path, or name it with --plugins")
                .hasMessageContaining("Loaded: lemma.core ");
        Catalogue newer = load(Jars.make(
                folder,
                "opt-2.0.jar",
                "acme.Opt",
                "Opt",
                "public final class Opt implements NnPlugin { " + use.replace("1.2", "2.0") + " }",
                "Lion",
                lion.replace("rate", "speed")));
        assertThatThrownBy(() -> newer.restore(OPTIMIZER, saved))
                .hasMessage("The saved model uses optimizer \"lion\" of plugin acme.opt 1.2; loaded is version 2.0: "
                        + "lion has no option \"rate\". There are: speed");
    }
}
