// Nothing of the C library is called here but `sqrt`, which IEEE 754 defines to the bit: the compiler refers to it for
// the square root of what may be negative, beside the machine's own instruction. The import makes the linker find it.
#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif
