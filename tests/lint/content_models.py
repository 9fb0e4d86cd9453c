"""Which children an element has, in which order, and which attributes: what Excel validates before it looks at anything else.

Source: ECMA-376 part 1, annex A (the schema), for the elements that a questionnaire, its annotations and its return are made of.
"""

from __future__ import annotations

# A child is written as in a document type: `name` stands once, `name?` at most once, `name+` and `name*` may be repeated.
CHILDREN = {
    "workbook": "fileVersion? fileSharing? workbookPr? workbookProtection? bookViews? sheets functionGroups? externalReferences? "
    "definedNames? calcPr? oleSize? customWorkbookViews? pivotCaches? smartTagPr? smartTagTypes? webPublishing? "
    "fileRecoveryPr* webPublishObjects? extLst?",
    "bookViews": "workbookView+ extLst?",
    "sheets": "sheet+",
    "definedNames": "definedName*",
    "worksheet": "sheetPr? dimension? sheetViews? sheetFormatPr? cols* sheetData sheetCalcPr? sheetProtection? protectedRanges? scenarios? "
    "autoFilter? sortState? dataConsolidate? customSheetViews? mergeCells? phoneticPr? conditionalFormatting* dataValidations? hyperlinks? "
    "printOptions? pageMargins? pageSetup? headerFooter? rowBreaks? colBreaks? customProperties? cellWatches? ignoredErrors? smartTags? "
    "drawing? legacyDrawing? legacyDrawingHF? drawingHF? picture? oleObjects? controls? webPublishItems? tableParts? extLst?",
    "sheetPr": "tabColor? outlinePr? pageSetUpPr?",
    "sheetViews": "sheetView+ extLst?",
    "sheetView": "pane? selection* pivotSelection* extLst?",
    "cols": "col+",
    "sheetData": "row*",
    "row": "c* extLst?",
    "c": "f? v? is? extLst?",
    "mergeCells": "mergeCell+",
    "conditionalFormatting": "cfRule+ extLst?",
    "cfRule": "formula* colorScale? dataBar? iconSet? extLst?",
    "dataValidations": "dataValidation+",
    "dataValidation": "formula1? formula2?",
    "hyperlinks": "hyperlink+",
    "headerFooter": "oddHeader? oddFooter? evenHeader? evenFooter? firstHeader? firstFooter?",
    "tableParts": "tablePart*",
    "styleSheet": "numFmts? fonts? fills? borders? cellStyleXfs? cellXfs? cellStyles? dxfs? tableStyles? colors? extLst?",
    "numFmts": "numFmt*",
    "fonts": "font*",
    "fills": "fill*",
    "fill": "patternFill? gradientFill?",
    "patternFill": "fgColor? bgColor?",
    "borders": "border*",
    "border": "start? end? left? right? top? bottom? diagonal? vertical? horizontal?",
    "cellStyleXfs": "xf+",
    "cellXfs": "xf+",
    "xf": "alignment? protection? extLst?",
    "cellStyles": "cellStyle+",
    "dxfs": "dxf*",
    "dxf": "font? numFmt? fill? alignment? border? protection? extLst?",
    "sst": "si* extLst?",
    "si": "t? r* rPh* phoneticPr?",
    "is": "t? r* rPh* phoneticPr?",
    "text": "t? r* rPh* phoneticPr?",
    "r": "rPr? t",
    "comments": "authors commentList extLst?",
    "authors": "author*",
    "commentList": "comment*",
    "comment": "text commentPr?",
    "table": "autoFilter? sortState? tableColumns tableStyleInfo? extLst?",
    "tableColumns": "tableColumn+",
    "tableColumn": "calculatedColumnFormula? totalsRowFormula? xmlColumnPr? extLst?",
    "calcChain": "c+ extLst?",
}
# Elements of these names mean something else in another part.
ONLY_IN = {
    "c": "row",
    "r": "si is text",
    "text": "comment",
    "table": "",
    "sheets": "workbook",
    "border": "borders dxf",
    "fill": "fills dxf",
}

# An attribute is written `name:kind`, or `name!:kind` where it must stand; a kind with a bar lists all values.
_XF = "applyNumberFormat:bool applyFont:bool applyFill:bool applyBorder:bool applyAlignment:bool applyProtection:bool pivotButton:bool"
_LOCKS = (
    "sheet objects scenarios formatCells formatColumns formatRows insertColumns insertRows insertHyperlinks deleteColumns deleteRows "
    "selectLockedCells sort autoFilter pivotTables selectUnlockedCells"
)
_PANES = "bottomRight|topRight|bottomLeft|topLeft"
_CF_TYPES = (
    "expression|cellIs|colorScale|dataBar|iconSet|top10|uniqueValues|duplicateValues|containsText|notContainsText|beginsWith|endsWith|"
    "containsBlanks|notContainsBlanks|containsErrors|notContainsErrors|timePeriod|aboveAverage"
)
_OPERATORS = "lessThan|lessThanOrEqual|equal|notEqual|greaterThanOrEqual|greaterThan|between|notBetween"
_LINES = "none|thin|medium|dashed|dotted|thick|double|hair|mediumDashed|dashDot|mediumDashDot|dashDotDot|mediumDashDotDot|slantDashDot"
_PATTERNS = (
    "none|solid|mediumGray|darkGray|lightGray|darkHorizontal|darkVertical|darkDown|darkUp|darkGrid|darkTrellis|lightHorizontal|"
    "lightVertical|lightDown|lightUp|lightGrid|lightTrellis|gray125|gray0625"
)
_COLOUR = "auto:bool indexed:int rgb:argb theme:int tint:number"
ATTRIBUTES = {
    "workbookView": "visibility:visible|hidden|veryHidden minimized:bool showHorizontalScroll:bool showVerticalScroll:bool "
    "showSheetTabs:bool "
    "xWindow:int yWindow:int windowWidth:int windowHeight:int tabRatio:int firstSheet:int activeTab:int autoFilterDateGrouping:bool",
    "sheet": "name!:text sheetId!:int state:visible|hidden|veryHidden",
    "definedName": "name!:text comment:text customMenu:text description:text help:text statusBar:text localSheetId:int hidden:bool "
    "function:bool "
    "vbProcedure:bool xlm:bool functionGroupId:int shortcutKey:text publishToServer:bool workbookParameter:bool",
    "dimension": "ref!:area",
    "sheetView": "windowProtection:bool showFormulas:bool showGridLines:bool showRowColHeaders:bool showZeros:bool rightToLeft:bool "
    "tabSelected:bool showRuler:bool showOutlineSymbols:bool defaultGridColor:bool showWhiteSpace:bool "
    "view:normal|pageBreakPreview|pageLayout topLeftCell:cell colorId:int zoomScale:int zoomScaleNormal:int zoomScaleSheetLayoutView:int "
    "zoomScalePageLayoutView:int workbookViewId!:int",
    "pane": f"xSplit:number ySplit:number topLeftCell:cell activePane:{_PANES} state:split|frozen|frozenSplit",
    "selection": f"pane:{_PANES} activeCell:cell activeCellId:int sqref:areas",
    "sheetFormatPr": "baseColWidth:int defaultColWidth:number defaultRowHeight!:number customHeight:bool zeroHeight:bool thickTop:bool "
    "thickBottom:bool outlineLevelRow:int outlineLevelCol:int",
    "col": "min!:int max!:int width:number style:int hidden:bool bestFit:bool customWidth:bool phonetic:bool outlineLevel:int "
    "collapsed:bool",
    "row": "r:int spans:text s:int customFormat:bool ht:number hidden:bool customHeight:bool outlineLevel:int collapsed:bool thickTop:bool "
    "thickBot:bool ph:bool",
    "c": "r:cell s:int t:b|n|e|s|str|inlineStr|d cm:int vm:int ph:bool",
    "sheetProtection": "password:text algorithmName:text hashValue:text saltValue:text spinCount:int "
    + " ".join(f"{lock}:bool" for lock in _LOCKS.split()),
    "workbookProtection": "workbookPassword:text workbookPasswordCharacterSet:text revisionsPassword:text "
    "revisionsPasswordCharacterSet:text "
    "lockStructure:bool lockWindows:bool lockRevision:bool revisionsAlgorithmName:text revisionsHashValue:text revisionsSaltValue:text "
    "revisionsSpinCount:int workbookAlgorithmName:text workbookHashValue:text workbookSaltValue:text workbookSpinCount:int",
    "mergeCells": "count:int",
    "mergeCell": "ref!:area",
    "conditionalFormatting": "pivot:bool sqref:areas",
    "cfRule": f"type:{_CF_TYPES} dxfId:int priority!:int stopIfTrue:bool aboveAverage:bool percent:bool bottom:bool "
    f"operator:{_OPERATORS}|containsText|notContains|beginsWith|endsWith text:text timePeriod:text rank:int stdDev:int equalAverage:bool",
    "dataValidations": "disablePrompts:bool xWindow:int yWindow:int count:int",
    "dataValidation": "type:none|whole|decimal|list|date|time|textLength|custom errorStyle:stop|warning|information imeMode:text "
    f"operator:{_OPERATORS} allowBlank:bool showDropDown:bool showInputMessage:bool showErrorMessage:bool errorTitle:text error:text "
    "promptTitle:text prompt:text sqref!:areas",
    "hyperlink": "ref!:area location:text tooltip:text display:text",
    "printOptions": "horizontalCentered:bool verticalCentered:bool headings:bool gridLines:bool gridLinesSet:bool",
    "pageMargins": "left!:number right!:number top!:number bottom!:number header!:number footer!:number",
    "pageSetup": "paperSize:int paperHeight:text paperWidth:text scale:int firstPageNumber:int fitToWidth:int fitToHeight:int "
    "pageOrder:downThenOver|overThenDown orientation:default|portrait|landscape usePrinterDefaults:bool blackAndWhite:bool draft:bool "
    "cellComments:none|asDisplayed|atEnd useFirstPageNumber:bool errors:displayed|blank|dash|NA horizontalDpi:int verticalDpi:int "
    "copies:int",
    "headerFooter": "differentOddEven:bool differentFirst:bool scaleWithDoc:bool alignWithMargins:bool",
    "autoFilter": "ref:area",
    "numFmt": "numFmtId!:int formatCode!:text",
    "xf": f"numFmtId:int fontId:int fillId:int borderId:int xfId:int quotePrefix:bool {_XF}",
    "alignment": "horizontal:general|left|center|right|fill|justify|centerContinuous|distributed "
    "vertical:top|center|bottom|justify|distributed textRotation:int wrapText:bool indent:int relativeIndent:integer "
    "justifyLastLine:bool shrinkToFit:bool readingOrder:int",
    "protection": "locked:bool hidden:bool",
    "patternFill": f"patternType:{_PATTERNS}",
    **dict.fromkeys(("left", "right", "top", "bottom", "diagonal", "start", "end", "vertical", "horizontal"), f"style:{_LINES}"),
    "cellStyle": "name:text xfId!:int builtinId:int iLevel:int hidden:bool customBuiltin:bool",
    **dict.fromkeys(("color", "fgColor", "bgColor", "tabColor"), _COLOUR),
    "comment": "ref!:cell authorId!:int guid:text shapeId:int",
    "tableParts": "count:int",
    "tableColumns": "count:int",
}
