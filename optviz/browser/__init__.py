"""The programs that run in the browser: rules and surfaces translated from JAX, never written twice.

A jaxpr (`tracing`, `opaque_loss`) becomes a scalar form (`form`, by `translation` and the modules beside it), the form
becomes a JavaScript module (`javascript`), in parts WebAssembly (`pairs`, `cells`), and `programs` says which modules
there are.
"""
