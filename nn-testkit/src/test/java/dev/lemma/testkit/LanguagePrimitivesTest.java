package dev.lemma.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lemma.api.tensor.Graph;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.compiler.primitive.Primitives;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Every primitive of the language fulfils the contract. */
@Tag("executor")
class LanguagePrimitivesTest implements PrimitiveContract {

    @Override
    public List<PrimitiveCase> cases() {
        return LanguageCases.all();
    }

    /** But those that the compiler writes, which nobody differentiates. */
    @Test
    void everyPrimitiveThatIsRegisteredIsAmongTheCases() {
        Set<String> seen = new TreeSet<>();
        List<PrimitiveCase> all = new ArrayList<>(cases());
        all.addAll(new LinearPrimitivesContractTest().cases());
        for (PrimitiveCase of : all) {
            List<Tensor> x = of.at().stream()
                    .map(array -> Tensor.input("x", array.type(), array.shape().extents()))
                    .toList();
            for (Tensor node : Graph.order(List.of(of.expression().apply(x)))) {
                seen.add(
                        node.op() instanceof Enum<?> constant
                                ? constant.getDeclaringClass().getName()
                                : node.op().getClass().getName());
            }
        }
        Set<String> registered = new TreeSet<>();
        for (Class<?> primitive : Primitives.loaded().classes()) {
            if (primitive.getName().startsWith("dev.lemma.api.")) {
                registered.add(primitive.getName());
            }
        }
        // A cast between two number types rounds, which differences see: its rules are tested apart.
        registered.remove("dev.lemma.api.tensor.Cast");
        assertThat(registered).hasSizeGreaterThan(45);
        assertThat(seen).containsAll(registered);
    }
}
