package dev.lemma.api.tensor;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Sums of products, written with a letter for each axis as in NumPy: what an axis has in common is multiplied, what the result does not name is summed.
 *
 * <pre>{@code
 * Einsum.of("ij,jk->ik", a, b);          // Σⱼ aᵢⱼ bⱼₖ
 * Einsum.of("bij,bj->bi", a, x);         // a batch of matrices and vectors
 * Einsum.of("ii->", a);                  // the trace
 * Einsum.of("ij,kj->ijk", a, b);         // nothing is summed
 * }</pre>
 *
 * <p>Without an arrow the result has the letters that occur once, in alphabetical order. Operands are contracted from left to right; each contraction is a
 * permutation and a matrix product, so their order is the cost. Letters only: no ellipsis, and extents are not stretched.
 */
public final class Einsum {

    private record Term(List<Character> axes, Tensor value) {}

    private Einsum() {}

    /** The sum that the subscripts describe. */
    public static Tensor of(String subscripts, Tensor... operands) {
        String text = subscripts.replace(" ", "");
        int arrow = text.indexOf("->");
        String[] inputs = (arrow < 0 ? text : text.substring(0, arrow)).split(",", -1);
        if (inputs.length != operands.length) {
            throw new ShapeException(
                    "einsum \"" + subscripts + "\": names " + inputs.length + " operands, got " + operands.length);
        }
        Map<Character, Integer> extents = new LinkedHashMap<>();
        List<Term> terms = new ArrayList<>();
        for (int i = 0; i < inputs.length; i++) {
            terms.add(term(subscripts, inputs[i], operands[i], extents));
        }
        List<Character> result = result(subscripts, arrow < 0 ? null : text.substring(arrow + 2), inputs, extents);

        Term all = summed(terms.get(0), needed(result, terms, 1));
        for (int i = 1; i < terms.size(); i++) {
            Set<Character> needed = needed(result, terms, i + 1);
            Set<Character> own = new LinkedHashSet<>(needed);
            own.addAll(all.axes());
            all = product(all, summed(terms.get(i), own), needed, extents);
        }
        return ordered(all, result).value();
    }

    /** The axes of the result, and of the operands from one on. */
    private static Set<Character> needed(List<Character> result, List<Term> terms, int from) {
        Set<Character> needed = new LinkedHashSet<>(result);
        terms.subList(from, terms.size()).forEach(later -> needed.addAll(later.axes()));
        return needed;
    }

    private static Term term(String subscripts, String letters, Tensor x, Map<Character, Integer> extents) {
        if (letters.length() != x.rank()) {
            throw new ShapeException("einsum \"" + subscripts + "\": \"" + letters + "\" names " + letters.length()
                    + " axes, the operand is " + x.shape());
        }
        List<Character> axes = new ArrayList<>();
        for (int axis = 0; axis < letters.length(); axis++) {
            char letter = letters.charAt(axis);
            if (!Character.isLetter(letter)) {
                throw new ShapeException("einsum \"" + subscripts + "\": expected letters, got '" + letter + "'");
            }
            int extent = x.shape().extent(axis);
            Integer before = extents.putIfAbsent(letter, extent);
            if (before != null && before != extent) {
                throw new ShapeException(
                        "einsum \"" + subscripts + "\": axis " + letter + " has extents " + before + " and " + extent);
            }
            axes.add(letter);
        }
        Tensor value = x;
        for (int first = 0; first < axes.size(); first++) {
            int second = axes.subList(first + 1, axes.size()).indexOf(axes.get(first));
            if (second >= 0) {
                second += first + 1;
                value = diagonal(value, first, second);
                axes.remove(second);
                first--;
            }
        }
        return new Term(axes, value);
    }

    /** Elements whose places on two axes are equal; the second axis disappears. */
    private static Tensor diagonal(Tensor x, int first, int second) {
        int n = x.shape().extent(first);
        Tensor square = Mapped.move(Mapped.move(x, second, x.rank() - 1), first, x.rank() - 2);
        Shape rest = square.shape().range(0, x.rank() - 2);
        Tensor flat = square.reshape(rest.append(Shape.of(n * n)));
        Tensor found = flat.slice(-1, 0, n * n, n + 1);
        return Mapped.move(found, x.rank() - 2, first);
    }

    private static List<Character> result(
            String subscripts, @Nullable String named, String[] inputs, Map<Character, Integer> extents) {
        List<Character> result = new ArrayList<>();
        if (named == null) {
            Map<Character, Integer> counts = new TreeMap<>();
            for (char letter : String.join("", inputs).toCharArray()) {
                counts.merge(letter, 1, Integer::sum);
            }
            counts.forEach((letter, count) -> {
                if (count == 1) {
                    result.add(letter);
                }
            });
            return result;
        }
        for (char letter : named.toCharArray()) {
            if (!extents.containsKey(letter) || result.contains(letter)) {
                throw new ShapeException("einsum \"" + subscripts + "\": the result names " + letter
                        + (result.contains(letter) ? " twice" : ", which no operand has"));
            }
            result.add(letter);
        }
        return result;
    }

    private static Term summed(Term term, Set<Character> needed) {
        List<Character> kept = new ArrayList<>();
        List<Integer> axes = new ArrayList<>();
        for (int i = 0; i < term.axes().size(); i++) {
            if (needed.contains(term.axes().get(i))) {
                kept.add(term.axes().get(i));
            } else {
                axes.add(i);
            }
        }
        return axes.isEmpty()
                ? term
                : new Term(kept, term.value().sum(axes.stream().mapToInt(i -> i).toArray()));
    }

    private static Term product(Term a, Term b, Set<Character> needed, Map<Character, Integer> extents) {
        List<Character> batch = new ArrayList<>();
        List<Character> inner = new ArrayList<>();
        List<Character> ofA = new ArrayList<>();
        List<Character> ofB = new ArrayList<>(b.axes());
        ofB.removeAll(a.axes());
        for (char letter : a.axes()) {
            (!b.axes().contains(letter) ? ofA : needed.contains(letter) ? batch : inner).add(letter);
        }
        Term left = ordered(a, joined(batch, ofA, inner));
        Term right = ordered(b, joined(batch, inner, ofB));
        Shape outer = shape(batch, extents);
        int m = shape(ofA, extents).size();
        int k = shape(inner, extents).size();
        int n = shape(ofB, extents).size();
        Tensor x = left.value().reshape(outer.append(Shape.of(m, k)));
        Tensor y = right.value().reshape(outer.append(Shape.of(k, n)));
        Tensor product = inner.isEmpty() ? x.times(y) : x.matmul(y);
        List<Character> axes = joined(batch, ofA, ofB);
        return summed(new Term(axes, product.reshape(shape(axes, extents))), needed);
    }

    @SafeVarargs
    private static List<Character> joined(List<Character>... parts) {
        List<Character> all = new ArrayList<>();
        for (List<Character> part : parts) {
            all.addAll(part);
        }
        return all;
    }

    private static Shape shape(List<Character> axes, Map<Character, Integer> extents) {
        return Shape.of(axes.stream().mapToInt(extents::get).toArray());
    }

    private static Term ordered(Term term, List<Character> axes) {
        int[] order = axes.stream().mapToInt(term.axes()::indexOf).toArray();
        return new Term(axes, term.value().permute(order));
    }
}
