package dev.lemma.core.derivative;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.CustomOp;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Derivatives;
import dev.lemma.api.tensor.Graph;
import dev.lemma.api.tensor.Input;
import dev.lemma.api.tensor.Primitive;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.compiler.reference.ReferenceExecutor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PrimitiveDerivativesTest {

    static List<PrimitiveCases.Case> cases() {
        return PrimitiveCases.all();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void agreesWithDifferencesAndWithItself(PrimitiveCases.Case of) {
        DerivativeChecks.check(of.name(), of.expression(), of.at().toArray(Array[]::new));
    }

    @Test
    void everyPrimitiveIsAmongTheCases() {
        Set<String> seen = new TreeSet<>();
        for (PrimitiveCases.Case of : PrimitiveCases.all()) {
            List<Tensor> x = new ArrayList<>();
            for (Array array : of.at()) {
                x.add(Tensor.input("x", array.type(), array.shape().extents()));
            }
            for (Tensor node : Graph.order(List.of(of.expression().apply(x)))) {
                Class<?> op = node.op().getClass();
                seen.add((op.isEnum()
                                        || op.getSuperclass() == null
                                        || !op.getSuperclass().isEnum()
                                ? op
                                : op.getSuperclass())
                        .getSimpleName());
            }
        }
        Set<String> primitives = new TreeSet<>();
        for (JavaClass type : new ClassFileImporter().importPackagesOf(Primitive.class)) {
            boolean concrete = !type.isInterface()
                    && !type.isAnonymousClass()
                    && (type.isEnum() || !type.getModifiers().contains(JavaModifier.ABSTRACT));
            if (concrete && type.isAssignableTo(Primitive.class) && !type.isAssignableTo(CustomOp.class)) {
                primitives.add(type.getSimpleName());
            }
        }
        // A cast between two number types rounds, which differences see: its rules are tested apart.
        seen.add("Cast");
        assertThat(primitives).contains("MatMul", "Unary", "Binary", "Scan", Input.class.getSimpleName());
        assertThat(seen).containsAll(primitives);
    }

    @Test
    void castPassesTangentsAndCotangentsInTheTypeOfTheOtherSide() {
        Tensor x = Tensor.input("x", DType.FLOAT64, 2);
        Tensor y = x.as(DType.FLOAT32);
        Tensor vjp = Derivatives.vjp(y, x, Tensor.literal(Array.vector(1.5, -2).as(DType.FLOAT32)));
        Tensor jvp = Derivatives.jvp(y, x, Tensor.literal(Array.vector(0.25, 3)));
        List<Array> numbers = ReferenceExecutor.evaluate(List.of(vjp, jvp), Map.of(x, Array.vector(1, 2)));
        assertThat(numbers.get(0)).isEqualTo(Array.vector(1.5, -2));
        assertThat(numbers.get(1)).isEqualTo(Array.vector(0.25, 3).as(DType.FLOAT32));
    }

    @Test
    void stoppedGradientIsZero() {
        Tensor x = Tensor.input("x", DType.FLOAT64, 2);
        Tensor gradient =
                Derivatives.gradient(x.square().stopGradient().times(x).sum(), x);
        assertThat(ReferenceExecutor.evaluate(List.of(gradient), Map.of(x, Array.vector(2, 3)))
                        .get(0))
                .isEqualTo(Array.vector(4, 9));
    }
}
