/// The elementary functions and their relatives on doubles, of our own: only `+ - * /` and the square root, nothing
/// fused and nothing from the C library, so that every machine gives the same bits.
///
/// Arguments outside a function's domain give NaN; NaN gives NaN. Each function states its error in units in the last
/// place of the result (ulp; of the smallest subnormal number, where the result is subnormal), as tested against
/// enclosures with more than a hundred bits. Versions on `SIMD8<Double>` have the same names.
package enum Elementary {}
